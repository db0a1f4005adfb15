"""The demo's people as somebody who may sign in: `people.json`, which the generator writes."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from abdi.tokens import Principal


class SignIn(BaseModel):
    """One of the demo's people, or of its service accounts."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    label: str = ""
    kind: str = "person"
    subject: str | None = None
    agency: str | None = None
    role: str | None = None
    roles: tuple[str, ...] = ()
    employee_id: UUID | None = None
    scopes: tuple[str, ...] = ()
    """Of an agency's system: the permissions that its token names."""

    def principal(self) -> Principal:
        """Who that is for a service. Raises pydantic.ValidationError for a kind that does not exist."""
        facts: dict[str, Any] = {
            "subject": self.subject or f"demo:{self.name}",
            "kind": self.kind,
            "agency": self.agency,
            "roles": self.roles or ((self.role,) if self.role else ()),
            "employee_id": self.employee_id,
            "scopes": self.scopes,
        }
        return Principal.model_validate(facts)


def read_sign_ins(file: Path) -> dict[str, SignIn]:
    """Everybody in `file` by name; nobody while the demo is not loaded."""
    try:
        listed = TypeAdapter(list[SignIn]).validate_python(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError):
        return {}
    return {one.name: one for one in listed}
