"""What may stand in the way of a verification, named by the fact."""

from abdi.i18n import Text
from abdi.problems import Conflict, RuleBroken


class CaseNotInState(Conflict):
    """The case is in a state that does not allow this."""

    code = "case-not-in-state"
    title = Text("Status berkas tidak mengizinkan ini", "The case's state does not allow this")


class ApplicationEnded(Conflict):
    """The application is not waiting for a verdict any more; its state says why."""

    code = "application-ended"
    title = Text("Lamaran ini sudah berakhir", "This application has ended")


class CaseTaken(Conflict):
    """Others have taken this case, as many as it needs."""

    code = "case-taken"
    title = Text("Berkas sedang dikerjakan verifikator lain", "Other verifiers are at this case")


class AlreadyJudged(Conflict):
    """The same person has judged this case."""

    code = "already-judged"
    title = Text("Anda sudah menilai berkas ini", "You have judged this case already")


class RequirementsUnjudged(Conflict):
    """The verdict names requirements nobody asks for, or passes over some that data do not prove."""

    code = "requirements-unjudged"
    title = Text(
        "Nilai setiap persyaratan yang belum terbukti", "Judge every requirement that data do not prove"
    )


class ConflictDeclared(RuleBroken):
    """The person has declared a conflict of interest that covers this case."""

    code = "conflict-of-interest"
    title = Text("Anda menyatakan benturan kepentingan", "You have declared a conflict of interest")


class CasesOpen(Conflict):
    """Applications wait for a verdict still."""

    code = "cases-open"
    title = Text("Masih ada berkas yang belum diputuskan", "Some cases are not decided yet")


class ResultAnnounced(Conflict):
    """The administrative result was announced; it changes by objection only."""

    code = "result-announced"
    title = Text("Hasil sudah diumumkan", "The result was announced")


class BulkNotAllowed(Conflict):
    """The agency does not let proven applications be accepted in bulk."""

    code = "bulk-acceptance-off"
    title = Text("Penerimaan massal tidak diaktifkan", "Acceptance in bulk is switched off")


class SelectionNotUnderWay(Conflict):
    """Verification happens between the announcement and the end of a selection."""

    code = "selection-not-under-way"
    title = Text("Seleksi ini tidak sedang berjalan", "This selection is not under way")
