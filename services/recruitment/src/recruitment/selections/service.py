"""Use cases about drafts of selections: create, change, copy an earlier one."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.policy import Resource, decide, permitted
from abdi.problems import Conflict, RuleBroken
from recruitment.policy import PREPARE_SELECTION
from recruitment.selections.models import RequiredDocument, Selection, SkbTest
from recruitment.selections.queries import chosen_by, get_selection
from recruitment.selections.records import schedule_of, set_stages
from recruitment.selections.rules.components import Component, check_components
from recruitment.selections.rules.reasons import SelectionReason
from recruitment.selections.rules.stages import StageCode, StageDays
from recruitment.selections.rules.standard import AgencyKind, CpnsSelection
from recruitment.selections.schemas import DocumentWrite, SelectionCreate, SelectionUpdate, SkbTestWrite
from recruitment.selections.standards import standard_of
from recruitment.selections.states import SelectionState, check_step

_PLAIN = ("agency_kind", "agency_name", "time_zone", "name", "verifiers")


class FormationElsewhere(Conflict):
    """A test is for a formation that the selection does not fill."""

    code = "formation-elsewhere"
    title = Text("Formasi bukan bagian dari seleksi ini", "The selection does not fill this formation")


async def create_selection(session: AsyncSession, principal: Principal, wanted: SelectionCreate) -> Selection:
    """A draft. Raises Forbidden, NotFound (nothing to copy), RuleBroken, StandardMissing."""
    permitted(decide(principal, PREPARE_SELECTION, Resource(wanted.agency)))
    selection = Selection(
        id=new_id(),
        agency=wanted.agency,
        intake=wanted.intake,
        kind="CPNS",
        state=SelectionState.DRAFT,
        schedule_version=0,
        stages=[],
        tests=[],
        documents=[],
        test_locations=[],
        **{name: getattr(wanted, name) for name in _PLAIN},
    )
    if wanted.copy_of is not None:
        _copy(await get_selection(session, principal, wanted.copy_of), selection, wanted)
    await _set_parts(session, selection, wanted)
    session.add(selection)
    await session.flush()
    return selection


async def change_selection(
    session: AsyncSession,
    principal: Principal,
    selection_id: UUID,
    *,
    update: SelectionUpdate,
    seen_version: int,
) -> Selection:
    """Change a draft.

    Raises NotFound, Forbidden, PreconditionFailed, SelectionNotInState, RuleBroken, StandardMissing,
    FormationElsewhere.
    """
    selection = await get_selection(session, principal, selection_id, is_locked=True)
    permitted(decide(principal, PREPARE_SELECTION, Resource(selection.agency)))
    check_version(selection, seen_version)
    check_step(selection.state, "change")
    for name in _PLAIN:
        if name in update.model_fields_set:
            setattr(selection, name, getattr(update, name))
    await _set_parts(session, selection, update)
    touch(session, selection)
    await session.flush()
    return selection


def touch(session: AsyncSession, selection: Selection) -> None:
    """A change of a part is a change of the selection: new version, new instant."""
    selection.updated_at = context_of(session).clock.now()


def check_tests(
    tests: Sequence[SkbTest], agency_kind: AgencyKind, standard: CpnsSelection
) -> list[SelectionReason]:
    """Every rule that some set of tests (the common one, or a formation's own) does not keep."""
    ordered = sorted(tests, key=lambda test: str(test.formation_id or ""))
    reasons = []
    for _, group in groupby(ordered, key=lambda test: test.formation_id):
        components = [Component(test.kind, Decimal(test.weight), test.is_knockout) for test in group]
        reasons += check_components(components, agency_kind, standard)
    return [reason for reason in reasons if not reason.passed]


async def _set_parts(
    session: AsyncSession, selection: Selection, wanted: SelectionCreate | SelectionUpdate
) -> None:
    if wanted.stages is not None:
        set_stages(selection, wanted.stages)
    if wanted.documents is not None:
        _set_documents(selection, wanted.documents)
    if wanted.test_locations is not None:
        selection.test_locations = [one.model_dump() for one in wanted.test_locations]
    kind: AgencyKind = "central" if selection.agency_kind == "central" else "regional"
    if wanted.tests is not None:
        await _refuse_foreign_formations(session, selection, wanted.tests)
    # Asked before anything is set, so that what is refused is never sent to the database.
    _, standard = await standard_of(session, intake=selection.intake)
    if wanted.tests is not None:
        _set_tests(selection, wanted.tests)
    if broken := check_tests(selection.tests, kind, standard):
        raise RuleBroken(reasons=broken)


async def _refuse_foreign_formations(
    session: AsyncSession, selection: Selection, tests: Sequence[SkbTestWrite]
) -> None:
    named = {test.formation_id for test in tests if test.formation_id is not None}
    chosen = await chosen_by(session, named) if named else {}
    foreign = sorted(str(one) for one in named if chosen.get(one) != selection.id)
    if foreign:
        raise FormationElsewhere(formation_ids=foreign)


def _set_documents(selection: Selection, wanted: Sequence[DocumentWrite]) -> None:
    known = {document.code: document for document in selection.documents}
    kept = []
    for one in wanted:
        document = known.get(one.code) or RequiredDocument(code=one.code)
        for name, value in one.model_dump(exclude={"code"}).items():
            setattr(document, name, value)
        kept.append(document)
    selection.documents = kept


def _set_tests(selection: Selection, wanted: Sequence[SkbTestWrite]) -> None:
    known = {(test.formation_id, test.kind): test for test in selection.tests}
    kept = []
    for one in wanted:
        # A kind named twice is refused by the rules, not by the table.
        test = known.pop((one.formation_id, one.kind), None) or SkbTest(
            id=new_id(), formation_id=one.formation_id, kind=one.kind
        )
        test.weight, test.is_knockout, test.criteria = one.weight, one.is_knockout, one.criteria
        kept.append(test)
    selection.tests = kept


def _copy(earlier: Selection, selection: Selection, wanted: SelectionCreate) -> None:
    """Take over what an earlier selection asked for; its formations' own tests stay with it."""
    selection.documents = [
        RequiredDocument(
            code=one.code,
            name_id=one.name_id,
            name_en=one.name_en,
            need=one.need,
            is_required=one.is_required,
        )
        for one in earlier.documents
    ]
    selection.tests = [
        SkbTest(
            id=new_id(), kind=one.kind, weight=one.weight, is_knockout=one.is_knockout, criteria=one.criteria
        )
        for one in earlier.tests
        if one.formation_id is None
    ]
    selection.test_locations = list(earlier.test_locations)
    schedule = schedule_of(earlier.stages)
    notice = schedule.get(StageCode.NOTICE)
    if notice is not None and wanted.notice_on is not None:
        by = wanted.notice_on - notice.starts_on
        moved = [StageDays(one.code, one.starts_on + by, one.ends_on + by) for one in schedule.values()]
        set_stages(selection, moved)
