"""What the generator yields: people with their histories, and the posts that exist."""

from dataclasses import dataclass, field

NamedRank = tuple[str, str, str, str, str]
"""rank, effective_from, decree_number, decree_on, promotion_type"""
Education = tuple[str, str, str, str, str]
"""level, program_code, program_name, institution, graduated_on"""
Appointment = tuple[str, str, str]
"""position_code, effective_from, effective_to ("" while it lasts)"""
Evaluation = tuple[int, str, str, str]
"""year, work_result, behaviour, completed_on"""


@dataclass(slots=True)
class Post:
    """A position: one seat, filled or empty."""

    code: str
    unit_code: str
    title: str
    kind: str
    level: str
    job_class: int
    reference_code: str
    is_head: bool = False


@dataclass(slots=True)
class Person:
    """A synthetic civil servant; dates are ISO text."""

    agency: str
    nip: str
    nik: str
    name: str
    front_title: str
    back_title: str
    birth_date: str
    birth_place: str
    sex: str
    employment_type: str
    appointed_on: str
    status: str
    post: Post
    ranks: list[NamedRank]
    educations: list[Education]
    appointments: list[Appointment]
    superior: tuple[str, str] | None = None
    evaluations: list[Evaluation] = field(default_factory=list)
    sign_in: str = ""
