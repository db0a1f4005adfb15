"""What goes in and out about questions."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from abdi.text import Words
from abdi.written import Written

Asked = Annotated[Words, Field(min_length=10, max_length=2000)]
Said = Annotated[Words, Field(min_length=3, max_length=4000)]
State = Literal["asked", "answered", "declined"]

_ID: Final = "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02"
_PUBLISHED: Final = {
    "id": _ID,
    "question": "Apakah surat keterangan lulus diterima?",
    "answer": "Tidak. Diperlukan ijazah.",
    "published_at": "2024-08-22T02:00:00Z",
    "updated_at": "2024-08-22T02:00:00Z",
}
_READ: Final = {
    "id": _ID,
    "version": 2,
    "selection_id": _ID,
    "agency": "5671",
    "words": "Ijazah saya belum terbit. Apakah surat keterangan lulus diterima?",
    "state": "answered",
    "reason": None,
    "published": _PUBLISHED,
    "created_at": "2024-08-21T02:00:00Z",
    "updated_at": "2024-08-22T02:00:00Z",
}


class QuestionCreate(Written):
    """A question about a selection. What is published is worded anew, without anything personal."""

    model_config = ConfigDict(json_schema_extra=example(words=_READ["words"]))

    words: Asked


class Answer(Written):
    """The question as everybody may read it, and its answer; a second one corrects the first."""

    model_config = ConfigDict(
        json_schema_extra=example(question=_PUBLISHED["question"], answer=_PUBLISHED["answer"])
    )

    question: Said
    answer: Said


class Declining(Written):
    """Why a question is not answered; the person who asked reads it."""

    model_config = ConfigDict(json_schema_extra=example(reason="Sudah dijawab pada pengumuman"))

    reason: Annotated[Words, Field(min_length=3, max_length=1000)]


class PublishedRead(BaseModel):
    """A published question with its answer."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(_PUBLISHED))

    id: UUID
    question: str
    answer: str
    published_at: datetime
    updated_at: datetime


class QuestionRead(BaseModel):
    """A question as it was asked, for whoever asked it and for those who answer."""

    model_config = ConfigDict(json_schema_extra=example(_READ))

    id: UUID
    version: int
    selection_id: UUID
    agency: str
    words: str
    state: State
    reason: str | None
    published: PublishedRead | None
    created_at: datetime
    updated_at: datetime


class QuestionFilters(BaseModel):
    """What a list of questions may be narrowed by."""

    selection_id: UUID | None = Field(default=None, description="the selection it is about")
    state: State | None = Field(default=None, description="where it stands")


class AnswerFilters(BaseModel):
    """What the published answers may be narrowed by."""

    text: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        default=None, description="words in the question or the answer"
    )
