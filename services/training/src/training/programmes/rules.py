"""What kinds of competence development there are (bentuk pengembangan kompetensi)."""

from enum import StrEnum


class ProgrammeKind(StrEnum):
    """The forms of Peraturan LAN 10/2018 that are kept apart here, and the courses of new employees."""

    LATSAR = "latsar"
    ORIENTATION = "orientation"
    LEADERSHIP = "leadership"
    MANAGERIAL = "managerial"
    TECHNICAL = "technical"
    FUNCTIONAL = "functional"
    SOCIOCULTURAL = "sociocultural"
    SEMINAR = "seminar"
    WORKSHOP = "workshop"
    COURSE = "course"
    E_LEARNING = "e_learning"
    COACHING = "coaching"
    MENTORING = "mentoring"
    SELF_STUDY = "self_study"
    LEARNING_COMMUNITY = "learning_community"
    BENCHMARKING = "benchmarking"
    INTERNSHIP = "internship"
    SECONDMENT = "secondment"
    EXCHANGE = "exchange"
    OTHER = "other"


class ProgrammeForm(StrEnum):
    """Klasikal or nonklasikal."""

    CLASSICAL = "classical"
    NON_CLASSICAL = "non_classical"


class NeedKind(StrEnum):
    """What can be needed: what a low predicate shows, Latsar of a CPNS, orientation of a new PPPK."""

    PERFORMANCE = "performance"
    LATSAR = "latsar"
    ORIENTATION = "orientation"
