"""Whether an application's state allows what its applicant wants."""

from abdi.i18n import Text
from abdi.problems import Conflict
from recruitment.applications.models import Application
from recruitment.applications.rules import STEPS, ApplicationState


class ApplicationNotInState(Conflict):
    """The application is in a state that does not allow this."""

    code = "application-not-in-state"
    title = Text("Status lamaran tidak mengizinkan ini", "The application's state does not allow this")


def must_allow(application: Application, step: str) -> None:
    """Raises ApplicationNotInState for a step that is none in this state."""
    allowed = STEPS[ApplicationState(application.state)]
    if step not in allowed:
        raise ApplicationNotInState(current_state=application.state, allowed=sorted(allowed))
