"""What goes in and out about the formations that a selection fills."""

from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from abdi.bulk.batch import Batch
from abdi.examples import example
from abdi.written import Written
from recruitment.selections.schemas import ID_EXAMPLE, OPENING_EXAMPLE, OpeningRead

FORMATION_EXAMPLE: Final = {
    "id": ID_EXAMPLE,
    "position_name": "Guru Ahli Pertama",
    "education_level": "S1",
    "placement_code": "567101",
    "placement_name": "SMP Negeri 1",
    "state": "approved",
    "openings": [OPENING_EXAMPLE],
}


class FormationChoice(Written):
    """A formation to add or to take out."""

    model_config = ConfigDict(json_schema_extra=example(formation_id=ID_EXAMPLE))

    formation_id: UUID


class FormationBatch(Batch[FormationChoice]):
    """Up to 500 formations, each with an outcome of its own."""

    model_config = ConfigDict(json_schema_extra=example(items=[{"formation_id": ID_EXAMPLE}]))


class TakenRead(BaseModel):
    """How many formations a set-based step added."""

    model_config = ConfigDict(json_schema_extra=example(added=388))

    added: int


class ChosenFormationRead(BaseModel):
    """A formation that a selection fills."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(FORMATION_EXAMPLE))

    id: UUID
    position_name: str
    education_level: str
    placement_code: str
    placement_name: str
    state: str
    openings: list[OpeningRead]
