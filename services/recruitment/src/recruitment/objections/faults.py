"""What may stand in the way of an objection or its answer, named by the fact."""

from abdi.i18n import Text
from abdi.problems import AlreadyExists, Conflict, RuleBroken


class AlreadyObjected(AlreadyExists):
    """Each result can be objected to once."""

    code = "already-objected"
    title = Text("Sanggah hanya dapat diajukan satu kali", "One can object only once")


class ResultNotAnnounced(Conflict):
    """There is no announced result to object to."""

    code = "result-not-announced"
    title = Text("Hasil belum diumumkan", "The result was not announced yet")


class NothingToObjectTo(Conflict):
    """The result is not one that can be objected to, or did not refuse what is disputed."""

    code = "nothing-to-object-to"
    title = Text("Tidak ada hasil yang dapat disanggah", "There is no result to object to")


class ObjectionNotInState(Conflict):
    """The objection is in a state that does not allow this."""

    code = "objection-not-in-state"
    title = Text("Status sanggah tidak mengizinkan ini", "The objection's state does not allow this")


class AnsweredByVerifier(RuleBroken):
    """Who verified the case does not answer the objection."""

    code = "answered-by-verifier"
    title = Text("Anda memverifikasi berkas ini", "You verified this case")


class ObjectionsUnanswered(Conflict):
    """Objections wait for an answer still."""

    code = "objections-unanswered"
    title = Text("Masih ada sanggah yang belum dijawab", "Some objections are not answered yet")
