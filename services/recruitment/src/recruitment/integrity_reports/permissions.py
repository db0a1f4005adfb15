"""Who reads reports: auditors of the agency and nobody else, whatever their office."""

from typing import Final

from abdi.directory import Columns
from abdi.policy import Permission, in_agency
from recruitment.integrity_reports.models import IntegrityReport

READ_INTEGRITY_REPORT = Permission(
    name="recruitment.integrity_report.read",
    rules=(in_agency("auditor"),),
    implied_by=frozenset({"recruitment.integrity_report.examine"}),
)
EXAMINE_INTEGRITY_REPORT = Permission(
    name="recruitment.integrity_report.examine", rules=(in_agency("auditor"),)
)
INTEGRITY_COLUMNS: Final = Columns(IntegrityReport.agency)
