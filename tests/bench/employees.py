"""Events of the registry as it publishes them, for consumers that are measured."""

from datetime import date
from uuid import UUID, uuid4

from abdi.clock import SystemClock
from abdi.messaging.event import Envelope
from personnel.employees.events import EmployeeRegistered, EmployeeState

AGENCY = "5671"


def registered(employee_id: UUID) -> Envelope:
    """Somebody entered the registry."""
    state = EmployeeState(
        employee_id=employee_id,
        agency=AGENCY,
        nip="199008052015052001",
        name="Siti Aminah",
        employment_type="PNS",
        employment_since=date(2015, 5, 1),
        status="active",
        birth_date=date(1990, 8, 5),
        sex="female",
        appointed_on=date(2015, 5, 1),
        superior_id=uuid4(),
    )
    event = EmployeeRegistered(agency=AGENCY, employee_id=employee_id, state=state, source="import")
    return Envelope(
        id=uuid4(),
        source="//asn/personnel",
        type=str(event.event_type),
        subject=employee_id,
        time=SystemClock().now(),
        sequence=1,
        agency=AGENCY,
        actor="service:personnel",
        dataclass=event.data_class,
        data=event.model_dump(mode="json"),
    )
