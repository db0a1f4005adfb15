"""Taking in a file of formations as drafts; the same file twice changes nothing."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.kinds import ImportContext, ImportKind, Taken
from abdi.bulk.rows import Numbered, RowError
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.problems import Forbidden, Problem
from abdi.reasons import Reason
from recruitment.formations.models import Formation
from recruitment.formations.records import same_content
from recruitment.formations.rows import FormationRow
from recruitment.formations.rules import unknown_post
from recruitment.formations.schemas import FormationCreate, OpeningWrite
from recruitment.formations.service import Ground, drafted, line_of, open_ground
from recruitment.policy import IMPORT_FORMATIONS

Rows = Sequence[Numbered[FormationRow]]


async def import_batch(session: AsyncSession, rows: Rows, context: ImportContext) -> Taken:
    """Draft the formations of `rows` that are new; the rows of one formation come together."""
    taken = Taken()
    together = [list(group) for _, group in groupby(rows, key=lambda one: one.row.formation)]
    asked = [(group, _asked(group)) for group in together]
    ground = await open_ground(
        session,
        context.principal,
        [wanted for _, wanted in asked],
        permission=IMPORT_FORMATIONS,
        is_locked=not context.is_dry_run,
    )
    now = context_of(session).clock.now()
    for group, wanted in asked:
        errors = [*_contradictions(group)] or [*_refused(group, wanted, ground)]
        known = ground.taken.get(line_of(wanted))
        if errors:
            taken.errors += errors
        elif known is None:
            made = drafted(wanted, ground.admit(wanted), now=now)
            ground.taken[line_of(wanted)] = made
            session.add(made)
            taken.imported += len(group)
        elif same_content(known, wanted):
            taken.unchanged += len(group)
        else:
            taken.errors += [_other(one.number, known) for one in group]
    await session.flush()
    return taken


FORMATIONS = ImportKind(
    name="formations",
    title=Text("Usulan formasi", "Formations asked for"),
    row=FormationRow,
    permission=IMPORT_FORMATIONS,
    take=import_batch,
    key=lambda row: (row.formation, row.need),
    agency=lambda row: row.agency_code,
    group=lambda row: row.formation,
    is_group_whole=True,
)


def _asked(group: Rows) -> FormationCreate:
    row = group[0].row
    return FormationCreate.model_construct(
        agency=row.agency_code,
        intake=row.intake,
        position_id=row.position_id,
        post_group=row.post_group,
        education_level=row.education_level,
        education_codes=list(row.education_codes),
        placement_code=row.placement_code,
        placement_name=row.placement_name,
        age_maximum=row.age_maximum,
        gpa_minimum=row.gpa_minimum,
        openings=[OpeningWrite(need=one.row.need, count=one.row.openings) for one in group],
    )


def _contradictions(group: Rows) -> Iterator[RowError]:
    """Every row of a formation whose rows do not say the same of it."""
    if len({one.row.facts for one in group}) == 1:
        return
    numbers = ", ".join(str(one.number) for one in group)
    message = Text(
        f"baris {numbers} tentang formasi yang sama berbeda isinya",
        f"rows {numbers} about the same formation say different things",
    )
    hint = Text(
        "samakan tempat tugas, kelompok, batas usia, dan nilai",
        "let them say the same of placement, group, age and grade",
    )
    yield from (RowError(one.number, "", "contradictory_in_file", message, hint) for one in group)


def _refused(group: Rows, wanted: FormationCreate, ground: Ground) -> Iterator[RowError]:
    try:
        ground.check(wanted, ground.admit(wanted))
    except Forbidden:
        # One answer for a post that is nowhere and one that is elsewhere: no file asks what others have.
        yield from (_broken(one.number, unknown_post(wanted.position_id)) for one in group)
    except Problem as problem:
        reasons: list[Reason] = problem.extra.get("reasons", [])
        for one in group:
            if not reasons:
                yield RowError(one.number, "intake", problem.code.replace("-", "_"), problem.title)
            yield from (_broken(one.number, reason) for reason in reasons)


def _broken(number: int, reason: Reason) -> RowError:
    column = _COLUMNS.get(reason.rule, "")
    code = reason.rule.replace(".", "_")
    return RowError(number, column, code, reason.message, reason.remedy)


_COLUMNS = {
    "formation.post_known": "position_id",
    "formation.post_exists": "position_id",
    "formation.post_open_to_cpns": "position_id",
    "formation.education_known": "education_codes",
    "formation.education_level": "education_codes",
    "formation.gpa_minimum": "gpa_minimum",
    "age.formation_maximum": "age_maximum",
    "quotas.needs": "need",
    "thresholds.post_group": "post_group",
}


def _other(number: int, known: Formation) -> RowError:
    message = Text(
        f"formasi ini sudah ada ({known.state}) dengan isi lain",
        f"this formation is there already ({known.state}) and says something else",
    )
    hint = Text("koreksi formasinya, bukan berkasnya", "correct the formation instead of the file")
    return RowError(number, "", "asked_for_otherwise", message, hint)
