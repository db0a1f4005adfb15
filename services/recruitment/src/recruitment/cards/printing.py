"""The cards of a selection as one PDF, made in the background; who was in it is noted with it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import ReadEntry, note_read, record_bulk
from abdi.audit.reads import enter_reads
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.jobs import Job, JobKind, JobRun, JobState, ask_for_job, find_job
from abdi.jobs.files import write_file
from abdi.policy import Resource, capacity_of, decide, purpose_of, visible
from abdi.problems import Conflict, NotFound
from recruitment.cards.drawing import CardFile
from recruitment.cards.queries import list_cards, list_seated
from recruitment.cards.schemas import CardFileCreate
from recruitment.cards.signing import CardSigner
from recruitment.policy import PREPARE_SESSION
from recruitment.selections.queries import get_selection_for
from recruitment.sessions.models import Seat

FILE: Final = "cards"
JOB_NAME: Final = "exam_cards"
_AT_ONCE: Final = 200


class CardsAsked(BaseModel):
    """What was asked for; the params of the job."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    selection_id: UUID
    test: str | None
    session_id: UUID | None

    @property
    def seats(self) -> list[Any]:
        """Which seats are printed."""
        of = [Seat.selection_id == self.selection_id]
        of += [] if self.test is None else [Seat.test == self.test]
        return of if self.session_id is None else [*of, Seat.session_id == self.session_id]


class CardsNotFinished(Conflict):
    """There is no file."""

    code = "cards-not-finished"
    title = Text("Berkas kartu ini tidak tersedia", "There is no file of these cards")


async def ask_for_cards(
    session: AsyncSession, principal: Principal, *, selection_id: UUID, wanted: CardFileCreate
) -> Job:
    """Ask for the cards of a selection. Raises NotFound."""
    selection = await get_selection_for(session, principal, PREPARE_SESSION, selection_id=selection_id)
    asked = CardsAsked(selection_id=selection_id, **wanted.model_dump())
    return await ask_for_job(
        session, JOB_NAME, principal, agency=selection.agency, params=asked.model_dump(mode="json")
    )


async def get_cards_job(session: AsyncSession, principal: Principal, job_id: UUID) -> Job:
    """The file on its way, of an agency for which the principal prepares sessions. Raises NotFound."""
    job = await find_job(session, job_id, kind=JOB_NAME)
    if job is None:
        raise NotFound
    visible(decide(principal, PREPARE_SESSION, Resource(agency=job.agency)))
    return job


def admit_to_cards(session: AsyncSession, job: Job) -> None:
    """Go on when the file is there; that it is had is noted. Raises CardsNotFinished."""
    is_over = job.expires_at is not None and job.expires_at <= context_of(session).clock.now()
    if job.state is not JobState.FINISHED or is_over:
        state = "expired" if is_over else job.state.value
        raise CardsNotFinished(current_state=state, allowed=["finished"])
    note_read(session, "exam_cards.file", [job.id])


def cards_job(signer: CardSigner) -> JobKind:
    """The job that prints cards."""

    async def run(job: JobRun) -> None:
        await _Printing(job, CardsAsked.model_validate(job.job.params), signer).run()

    return JobKind(JOB_NAME, run, PREPARE_SESSION)


@dataclass
class _Printing:
    """One file on its way; after a crash it begins anew."""

    run_: JobRun
    asked: CardsAsked
    signer: CardSigner

    async def run(self) -> None:
        """The whole job."""
        with TemporaryDirectory(prefix="abdi-cards-") as folder:
            path = Path(folder, FILE)
            async with self.run_.unit() as session:
                people = await list_seated(session, *self.asked.seats)
            file = await self._draw(path, people)
            async with self.run_.unit() as session:
                await self._enter(session, people)
                await self._keep(session, path, file)

    async def _draw(self, path: Path, people: Sequence[UUID]) -> CardFile:
        with path.open("wb") as to:
            file = CardFile(to)
            for start in range(0, len(people), _AT_ONCE):
                async with self.run_.unit() as session:
                    some = people[start : start + _AT_ONCE]
                    cards = await list_cards(session, some, self.signer, *self.asked.seats)
                await asyncio.to_thread(file.add, cards)
                await self.run_.say("writing", cards=file.cards)
            await asyncio.to_thread(file.close)
        return file

    async def _enter(self, session: AsyncSession, people: Sequence[UUID]) -> None:
        """Note whom the file tells about."""
        job, reader = self.run_.job, self.run_.principal
        for start in range(0, len(people), _AT_ONCE):
            entry = ReadEntry(
                at=self.run_.kit.clock.now(),
                actor=job.actor,
                agency=reader.agency,
                request_id=job.request_id,
                action=JOB_NAME,
                subjects=people[start : start + _AT_ONCE],
                purpose=purpose_of(reader, PREPARE_SESSION),
                employee_id=reader.employee_id,
                capacity=capacity_of(reader, PREPARE_SESSION),
            )
            await enter_reads(session, [entry])

    async def _keep(self, session: AsyncSession, path: Path, file: CardFile) -> None:
        content = await asyncio.to_thread(path.read_bytes)
        with path.open("rb") as source:
            size = await write_file(session, self.run_.job.id, FILE, source=source)
        told: dict[str, Any] = {"cards": file.cards, "size": size, "sha256": sha256(content).hexdigest()}
        record_bulk(session, "cards.print", self.asked.model_dump(mode="json") | told)
        kept_for = timedelta(hours=self.run_.kit.service_settings.export_retention_hours)
        await self.run_.settle(session, JobState.FINISHED, kept_for=kept_for, **told)
