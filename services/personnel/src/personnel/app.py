"""The service of personnel, as one list."""

from fastapi import FastAPI

from abdi.app import build_service
from personnel import snapshots
from personnel.agencies.endpoints import router as agencies
from personnel.appointments.endpoints import router as appointments
from personnel.code_lists.endpoints import router as code_lists
from personnel.educations.endpoints import router as educations
from personnel.employees.endpoints import router as employees
from personnel.employments.endpoints import router as employments
from personnel.identifiers.vault import NikVault
from personnel.positions.endpoints import router as positions
from personnel.ranks.endpoints import router as ranks
from personnel.separations.endpoints import router as separations
from personnel.settings import PersonnelSettings
from personnel.superiors.endpoints import router as superiors
from personnel.tables import Base
from personnel.units.endpoints import router as units


def create_app(settings: PersonnelSettings | None = None) -> FastAPI:
    """The application; settings come from the environment unless given."""
    settings = settings or PersonnelSettings()
    app = build_service(
        settings,
        title="Abdi personnel: the registry",
        base=Base,
        routers=[
            agencies,
            units,
            positions,
            employees,
            ranks,
            appointments,
            educations,
            superiors,
            employments,
            separations,
            code_lists,
        ],
        snapshots={
            "employee": snapshots.employee_snapshots,
            "position": snapshots.position_snapshots,
            "unit": snapshots.unit_snapshots,
        },
    )
    app.state.nik_vault = NikVault(settings)
    return app
