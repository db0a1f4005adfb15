"""The same application in its forms: as a row, as an answer, as facts for the rules."""

from collections.abc import Collection

from recruitment.applications.models import Application
from recruitment.applications.rules import STEPS, ApplicationState, Applying, Education, Wanted
from recruitment.applications.schemas import ApplicationRead
from recruitment.formations.models import Formation

_MADE = {"allowed", "declarations", "masked"}


def shown(application: Application, *, masked: Collection[str] = ()) -> ApplicationRead:
    """The application as answers show it, without the fields in `masked`."""
    names = set(ApplicationRead.model_fields)
    plain = {name: getattr(application, name) for name in names - _MADE}
    hidden = names & set(masked)
    return ApplicationRead(
        **(plain | dict.fromkeys(hidden)),
        allowed=sorted(STEPS[ApplicationState(application.state)]),
        declarations=sorted(application.declarations),
        masked=sorted(hidden),
    )


def applying_of(application: Application) -> Applying:
    """What the rules ask of the person."""
    return Applying(
        birth_date=application.birth_date,
        has_disability=application.has_disability,
        education=Education(
            level=application.education_level,
            code=application.education_code,
            graduated_on=application.graduated_on,
            gpa=application.gpa,
        ),
        declared=application.declarations,
    )


def wanted_by(formation: Formation, need: str) -> Wanted:
    """What the rules ask of the formation."""
    return Wanted(
        level=formation.education_level,
        codes=formation.education_codes,
        gpa_minimum=formation.gpa_minimum,
        post_group=formation.post_group,
        age_maximum=formation.age_maximum,
        need=need,
    )
