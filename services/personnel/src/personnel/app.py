"""The service of personnel, as one list."""

from typing import Final

from fastapi import FastAPI

from abdi.app import build_service
from abdi.directory import directory_subscription
from personnel import snapshots
from personnel.agencies.endpoints import router as agencies
from personnel.appointments.endpoints import router as appointments
from personnel.candidates.snapshots import candidate_snapshots
from personnel.cards.endpoints import router as cards
from personnel.code_lists.endpoints import router as code_lists
from personnel.consumers.recruitment import recruitment_subscription
from personnel.delegations.endpoints import router as delegations
from personnel.disclosures.endpoints import router as disclosures
from personnel.educations.endpoints import router as educations
from personnel.employees.endpoints import router as employees
from personnel.employments.endpoints import router as employments
from personnel.exports.kinds import export_kinds
from personnel.identifiers.vault import NikVault
from personnel.imports.kinds import import_kinds
from personnel.labels import LABELS
from personnel.positions.endpoints import router as positions
from personnel.ranks.endpoints import router as ranks
from personnel.roles.endpoints import router as roles
from personnel.separations.endpoints import router as separations
from personnel.settings import RULESETS, PersonnelSettings
from personnel.summaries.endpoints import router as summaries
from personnel.superiors.endpoints import router as superiors
from personnel.tables import Base
from personnel.units.endpoints import router as units

_ROUTERS: Final = (
    agencies,
    units,
    summaries,
    positions,
    employees,
    cards,
    disclosures,
    ranks,
    appointments,
    educations,
    superiors,
    employments,
    separations,
    roles,
    delegations,
    code_lists,
)
_SNAPSHOTS: Final = {
    "employee": snapshots.employee_snapshots,
    "position": snapshots.position_snapshots,
    "unit": snapshots.unit_snapshots,
    "candidate": candidate_snapshots,
    "role": snapshots.role_snapshots,
    "delegation": snapshots.delegation_snapshots,
}


def create_app(settings: PersonnelSettings | None = None) -> FastAPI:
    """The application; settings come from the environment unless given."""
    settings = settings or PersonnelSettings()
    vault = NikVault(settings)
    app = build_service(
        settings,
        title="Abdi personnel: the registry",
        base=Base,
        labels=LABELS,
        routers=_ROUTERS,
        # Roles and delegations are recorded in the transaction that makes them.
        subscriptions=[
            directory_subscription(entities=("employee", "unit")),
            recruitment_subscription(vault),
        ],
        rulesets=RULESETS,
        imports=import_kinds(vault),
        exports=export_kinds(vault),
        snapshots=_SNAPSHOTS,
    )
    app.state.nik_vault = vault
    return app
