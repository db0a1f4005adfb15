"""Who may stand in for a superior, in what, and for how long."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from abdi.i18n import Text
from personnel.identifiers.rules import Check, Rule
from personnel.roles.rules import Person, Term, last_day
from personnel.roles.terms import latest_end, run_of

DelegationKind = Literal["delegation", "plt", "plh"]

LIMITS: Final = "acting-officials"
"""The rule set with the numbers."""
_AUTHORITY: Final = "UU 30/2014 art. 13-14"
_ACTING: Final = "UU 30/2014 art. 14; SE BKN 1/SE/I/2021"

DELEGABLE: Final = frozenset(
    {
        "performance.evaluation.complete",
        "performance.evaluation.read",
        "performance.plan.agree",
        "performance.plan.read",
        "performance.unit_summary.read",
        "personnel.employees.read",
        "personnel.unit_summary.read",
        "promotion.eligibility.read",
        "training.course.read",
        "training.hours.read",
        "training.need.read",
        "training.unit_summary.read",
    }
)
"""What of a superior's authority can be named in a delegation; permissions as services call them."""

SOMEBODY_ELSE = Rule(
    "delegation.somebody_else",
    _AUTHORITY,
    Text(id="Wewenang dilimpahkan kepada orang lain", en="Authority goes to somebody else"),
    Text(id="Pilih orang lain", en="Choose somebody else"),
)
SAME_AGENCY = Rule(
    "delegation.same_agency",
    _AUTHORITY,
    Text(id="Kedua pihak bekerja di instansi yang sama", en="Both sides work in the same agency"),
    Text(id="Pilih pegawai instansi yang sama", en="Choose somebody of the same agency"),
)
IN_SERVICE_RULE = Rule(
    "delegation.in_service",
    _AUTHORITY,
    Text(
        id="Penerima wewenang adalah pegawai aktif yang tidak diberhentikan sementara",
        en="Whoever receives authority is in service and not suspended",
    ),
    Text(id="Pilih pegawai yang masih aktif", en="Choose somebody who is in service"),
)
GIVER_IN_SERVICE = Rule(
    "delegation.giver_in_service",
    _AUTHORITY,
    Text(
        id="Pemberi wewenang aktif; jabatan yang lowong diisi Plt.",
        en="Whoever gives authority, or is only absent, is in service; a Plt. fills a vacant post",
    ),
    Text(id="Tunjuk Plt.", en="Appoint a Plt."),
)
HAS_AUTHORITY = Rule(
    "delegation.has_authority",
    _AUTHORITY,
    Text(
        id="Hanya atasan yang mempunyai bawahan aktif dapat diwakili",
        en="Only a superior of somebody in service has authority to give",
    ),
    Text(id="Catat dahulu atasan para pegawai", en="First enter whose superior this is"),
)
KNOWN_ACTIONS = Rule(
    "delegation.known_actions",
    _AUTHORITY,
    Text(
        id="Yang dilimpahkan adalah wewenang atasan yang dapat dilimpahkan",
        en="What is delegated belongs to a superior and can be delegated",
    ),
    Text(
        id="Pilih dari daftar, atau kosongkan untuk semua", en="Choose from the list, or leave it out for all"
    ),
)
PERIOD = Rule(
    "delegation.period",
    _AUTHORITY,
    Text(
        id="Pelimpahan berakhir pada atau setelah hari pertamanya",
        en="A delegation ends on its first day or later",
    ),
    Text(id="Periksa tanggal mulai dan selesai", en="Check the first and the last day"),
)
ONE_AT_A_TIME = Rule(
    "delegation.one_at_a_time",
    _AUTHORITY,
    Text(
        id="Satu Plt. atau Plh. untuk satu pejabat, dan satu pelimpahan kepada orang yang sama",
        en="One Plt. or Plh. stands in for an official, and one delegation goes to the same person",
    ),
    Text(id="Akhiri dahulu yang ada", en="First end the present one"),
)
PLT_LENGTH = Rule(
    "delegation.plt_length",
    _ACTING,
    Text(id="Plt. bertugas paling lama tiga bulan", en="A Plt. serves three months at most"),
    Text(id="Akhiri selambatnya pada hari itu, lalu perpanjang", en="End it by that day, then extend it"),
)
PLT_EXTENDED = Rule(
    "delegation.plt_extended_once",
    _ACTING,
    Text(
        id="Penugasan Plt. diperpanjang satu kali, paling lama tiga bulan",
        en="A Plt. is extended once, by three months at most",
    ),
    Text(
        id="Isi jabatan secara definitif atau tunjuk orang lain", en="Fill the post, or appoint somebody else"
    ),
)


class ActingLimits(BaseModel):
    """The numbers of one version of the rule set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plt_months: int
    plt_extensions: int


@dataclass(frozen=True)
class Standing:
    """Who stands in for whom, and when."""

    kind: str
    giver: UUID
    taker: UUID
    term: Term


def check_sides(new: Standing, giver: Person, taker: Person, *, has_people: bool) -> list[Check]:
    """Whether these two can do this: both of one agency, the taker in service, the giver a superior.

    `has_people`: somebody in service reports to the giver. The giver of a Plt. may have left: people report
    to the vacant post's last holder until a new one comes. Source: UU 30/2014 art. 13-14.
    """
    if new.giver == new.taker:
        return [SOMEBODY_ELSE.outcome(passed=False, required="somebody else", found="self")]
    can_be = _can_be_stood_in_for(new.kind, giver)
    return [
        SAME_AGENCY.outcome(passed=giver.agency == taker.agency, required=giver.agency, found=taker.agency),
        IN_SERVICE_RULE.outcome(passed=taker.may_act, required=True, found=taker.may_act),
        GIVER_IN_SERVICE.outcome(passed=can_be, required=True, found=can_be),
        HAS_AUTHORITY.outcome(passed=has_people, required=True, found=has_people),
    ]


def _can_be_stood_in_for(kind: str, giver: Person) -> bool:
    """A vacant post has a Plt., who is suspended has a Plh. too; delegating needs authority of one's own."""
    return {"plt": True, "plh": giver.is_in_service}.get(kind, giver.may_act)


def check_actions(actions: Collection[str] | None) -> Check:
    """Whether everything named can be delegated; None stands for all of it. Source: UU 30/2014 art. 13."""
    unknown = sorted(set(actions) - DELEGABLE) if actions is not None else []
    is_something = actions is None or len(actions) > 0
    return KNOWN_ACTIONS.outcome(
        passed=is_something and not unknown, required=sorted(DELEGABLE), found=unknown or None
    )


def check_period(term: Term) -> Check:
    """Whether a day belongs to `term`. Source: UU 30/2014 art. 13-14."""
    return PERIOD.outcome(passed=not term.is_empty, required=f">= {term.starts_on}", found=str(term.ends_on))


def check_one_at_a_time(new: Standing, others: Iterable[Standing]) -> Check:
    """Whether `others` leave room for `new`. Source: UU 30/2014 art. 14."""
    clash = next((other for other in others if _excludes(new, other)), None)
    return ONE_AT_A_TIME.outcome(
        passed=clash is None,
        required="no other on these days",
        found=[clash.kind, str(clash.term.starts_on), str(clash.term.ends_on)] if clash else None,
    )


def _excludes(new: Standing, other: Standing) -> bool:
    if new.giver != other.giver or not new.term.overlaps(other.term):
        return False
    if "delegation" in {new.kind, other.kind}:
        return new.kind == other.kind and new.taker == other.taker
    return True


def check_plt(
    new: Standing, others: Iterable[Standing], *, limits: ActingLimits, break_days: int
) -> list[Check]:
    """Whether a Plt. keeps the limits: three months, and one extension of three months right after.

    A Plt. from 1 January 2026, extended once, ends by 30 June 2026. What follows with fewer than `break_days`
    days between is an extension, in whichever order the two are entered; the days between do not count.
    Source: SE BKN 1/SE/I/2021 (2/SE/VII/2019 before).
    """
    if new.kind != "plt" or new.term.is_empty:
        return []
    same = [o.term for o in others if (o.kind, o.giver, o.taker) == ("plt", new.giver, new.taker)]
    run = run_of(new.term, same, break_days=break_days)
    latest = last_day(new.term.starts_on, limits.plt_months)
    latest_of_all = latest_end(run, limits.plt_months * (1 + limits.plt_extensions))
    is_in_time = len(run) == 1 or (len(run) <= 1 + limits.plt_extensions and _end(run[-1]) <= latest_of_all)
    return [
        PLT_LENGTH.outcome(
            passed=_end(new.term) <= latest, required=f"<= {latest}", found=str(new.term.ends_on)
        ),
        PLT_EXTENDED.outcome(
            passed=is_in_time,
            required={"extensions": limits.plt_extensions, "ends_on": f"<= {latest_of_all}"},
            found={"extensions": len(run) - 1, "ends_on": str(run[-1].ends_on)},
        ),
    ]


def _end(term: Term) -> date:
    return term.ends_on or date.max
