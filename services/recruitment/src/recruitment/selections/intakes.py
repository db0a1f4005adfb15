"""The rules of an intake, from the versioned files of this service."""

from abdi.places import folder_of
from abdi.rulesets import read_rule_sets
from recruitment.selections.rules.standard import CPNS_SELECTION, CpnsSelection


class UnknownIntake(LookupError):  # noqa: N818 - errors are named by the fact
    """There is no rule set for this intake."""


def rules_of_intake(intake: str) -> CpnsSelection:
    """The rules of one intake, named by its year. Raises UnknownIntake."""
    files = read_rule_sets(folder_of("recruitment", "rulesets"))
    versions = {file.version: file for file in files if file.name == CPNS_SELECTION}
    if intake not in versions:
        raise UnknownIntake(f"no rules of intake {intake}; there are {', '.join(sorted(versions))}")
    return CpnsSelection.model_validate(versions[intake].values)
