"""The numbers and tables of one CPNS intake, typed, as a versioned rule set holds them."""

from datetime import date
from math import gcd
from typing import Annotated, Final, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from abdi.i18n import Text

CPNS_SELECTION: Final = "cpns-selection"
GENERAL: Final = "general"
WHOLE: Final = 100

Percent = Annotated[int, Field(ge=0, le=WHOLE)]
PartName = Literal["twk", "tiu", "tkp"]
SkdCriterion = Literal["total", "tkp", "tiu", "twk"]
Criterion = Literal["final_score", "skd_total", "tkp", "tiu", "twk", "gpa", "age"]
AgencyKind = Literal["central", "regional"]
Topic = Literal[
    "paper",
    "thresholds",
    "shortlist",
    "skb",
    "final_score",
    "ranking",
    "filling",
    "reuse",
    "age",
    "quotas",
    "clock",
]
TOPICS: Final = frozenset(get_args(Topic))


class _Fixed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Fixed):
    """A part of the SKD paper: `points` are what one answer can earn besides nothing."""

    items: int
    points: tuple[int, ...]
    maximum: int

    @model_validator(mode="after")
    def _items_make_the_maximum(self) -> Self:
        if self.items * max(self.points) != self.maximum:
            raise ValueError("items and points do not make the maximum")
        return self

    @property
    def step(self) -> int:
        """Every possible score is a multiple of this."""
        return gcd(*self.points)


class Paper(_Fixed):
    """The SKD paper (Seleksi Kompetensi Dasar); `maximum` is what scores are scaled by."""

    minutes: int
    minutes_visually_impaired: int
    maximum: int
    parts: dict[PartName, Part]

    @model_validator(mode="after")
    def _parts_make_the_maximum(self) -> Self:
        if sum(part.maximum for part in self.parts.values()) != self.maximum:
            raise ValueError("the parts of the paper do not make its maximum")
        return self


class Threshold(_Fixed):
    """What must be reached (nilai ambang batas); None: the part alone has no threshold."""

    twk: int | None = None
    tiu: int | None = None
    tkp: int | None = None
    total: int


class ShortlistRule(_Fixed):
    """Who goes on to SKB: so many per opening, ordered by these scores, each higher first."""

    multiple: int
    order: tuple[SkdCriterion, ...]


class SkbCaps(_Fixed):
    """Limits of the weights of SKB tests at one kind of agency; an interview maximum of 0 forbids it."""

    cat_minimum: Percent
    extras_maximum: Percent
    interview_maximum: Percent
    kinds_maximum: int


class SkbRule(_Fixed):
    """The tests of SKB (Seleksi Kompetensi Bidang); `main` is the computer test of BKN."""

    main: str
    kinds: frozenset[str]
    maximum: int
    decimals: int
    caps: dict[AgencyKind, SkbCaps]


class FinalScoreRule(_Fixed):
    """How SKD and SKB become one score; each step is rounded half up to `decimals`."""

    skd_weight: Percent
    skb_weight: Percent
    decimals: int

    @model_validator(mode="after")
    def _weights_make_the_whole(self) -> Self:
        if self.skd_weight + self.skb_weight != WHOLE:
            raise ValueError("the weights of SKD and SKB do not make 100")
        return self


class FillingStep(_Fixed):
    """One step of filling unfilled openings: whom it takes for which vacancy.

    `people` says how the need that a person applied for stands to that of the vacancy, `place` how the
    placements do; post and education are always the same. `result` is the code that the final list shows.
    """

    code: str
    result: str
    vacancy: Literal["general", "special"]
    people: frozenset[Literal["general", "same_special", "other_special"]]
    place: Literal["same", "other"]
    agencies: frozenset[AgencyKind]


class SkdCodes(_Fixed):
    """Codes of the SKD list."""

    goes_on: str
    meets: str
    below: str
    absent: str
    disqualified: str


class FinalCodes(_Fixed):
    """Codes of the final list, besides those of the filling steps."""

    placed: str
    not_placed: str
    absent: str
    knocked_out: str
    not_eligible: str
    resigned: str
    disqualified: str


class ResultTable(_Fixed):
    """The result codes of the intake and what they mean."""

    skd: SkdCodes
    final: FinalCodes
    meanings: dict[str, Text]


class ReuseRule(_Fixed):
    """From which intakes an SKD score may be used again, and between which days the applicant says so."""

    from_intakes: frozenset[int]
    confirmed_from: date
    confirmed_until: date


class AgeException(_Fixed):
    """A group of posts with a higher maximum age."""

    post_group: str
    maximum: int


class AgeRule(_Fixed):
    """Age in full years on the day of application.

    `reading`: "exact_day" allows the maximum age until the very birthday, "until_next_birthday" a year more
    but for a day.
    """

    minimum: int
    maximum: int
    reading: Literal["exact_day", "until_next_birthday"]
    exceptions: tuple[AgeException, ...]


class Share(_Fixed):
    """At least `percent` of the agency's allocation is for this special need."""

    need: str
    agency: AgencyKind
    percent: Percent


class Bracket(_Fixed):
    """Up to an allocation of so many, at least `minimum`; without `up_to` for every larger one."""

    up_to: int | None = None
    minimum: int


class MinimumByAllocation(_Fixed):
    """A minimum for a special need that grows with the allocation; brackets ascending."""

    need: str
    agency: AgencyKind
    brackets: tuple[Bracket, ...]


class QuotaRule(_Fixed):
    """What an allocation must hold for special needs (kebutuhan khusus)."""

    shares: tuple[Share, ...]
    minimums: tuple[MinimumByAllocation, ...] = ()


class ClockRule(_Fixed):
    """Calendar days: of the notice, of objections (masa sanggah), answers, and until the new announcement."""

    notice_days: int
    objection_days: int
    reannounce_days: int
    administrative_answer_days: int
    final_answer_days: int


class CpnsSelection(_Fixed):
    """The rules of one intake."""

    paper: Paper
    special_needs: frozenset[str]
    thresholds: dict[str, Threshold]
    """By category: the general need, each special need, and groups of posts within the general need."""
    shortlist: ShortlistRule
    skb: SkbRule
    final_score: FinalScoreRule
    ranking: tuple[Criterion, ...]
    filling: tuple[FillingStep, ...]
    results: ResultTable
    reuse: ReuseRule | None = None
    age: AgeRule
    quotas: QuotaRule
    clock: ClockRule
    articles: dict[Topic, str]
    caveats: dict[str, Text] = {}
    """What is not verified behind a topic, or a part of it ("thresholds.doctor"), in words for the reader."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if set(self.articles) != TOPICS:
            raise ValueError(f"no article for {sorted(TOPICS - set(self.articles))}")
        if not {GENERAL, *self.special_needs} <= set(self.thresholds):
            raise ValueError("a need has no threshold")
        if {topic.partition(".")[0] for topic in self.caveats} - TOPICS:
            raise ValueError("a caveat is about no topic")
        if len(set(self.ranking)) < len(self.ranking) or self.ranking[:1] != ("final_score",):
            raise ValueError("the ranking begins with the final score and names nothing twice")
        return self

    @model_validator(mode="after")
    def _codes_have_meanings(self) -> Self:
        used = {*self.results.skd.model_dump().values(), *self.results.final.model_dump().values()}
        used |= {step.result for step in self.filling} | {step.code for step in self.filling}
        if unknown := used - set(self.results.meanings):
            raise ValueError(f"codes without a meaning: {sorted(unknown)}")
        return self

    @model_validator(mode="after")
    def _thresholds_can_be_reached(self) -> Self:
        for category, threshold in self.thresholds.items():
            asked = {name: getattr(threshold, name) or 0 for name in self.paper.parts}
            within = all(asked[name] <= part.maximum for name, part in self.paper.parts.items())
            if not within or not sum(asked.values()) <= threshold.total <= self.paper.maximum:
                raise ValueError(f"the threshold of {category} does not fit the paper")
        return self
