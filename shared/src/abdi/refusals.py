"""The words in which a policy refuses: what was needed, what there was, what would change it."""

from collections.abc import Sequence
from typing import Final

from pydantic import JsonValue

from abdi.i18n import Text
from abdi.reasons import Reason

NO_ARTICLE: Final = "default deny"
OWN_CASE_ARTICLE: Final = "UU 30/2014"


def own_case(article: str | None) -> Reason:
    """Nobody decides one's own case."""
    return Reason(
        rule="policy.not_own_case",
        article=article or OWN_CASE_ARTICLE,
        passed=False,
        required="another person",
        found="self",
        message=Text("Tidak seorang pun memutuskan perkaranya sendiri.", "Nobody decides one's own case."),
        remedy=Text("Mintalah pejabat lain yang berwenang.", "Ask somebody else who is entitled to."),
    )


def no_role_covers(name: str, article: str | None, *, needed: JsonValue, held: Sequence[str]) -> Reason:
    """None of the roles held extends to this object, or to anything."""
    return Reason(
        rule=f"policy.{name}",
        article=article or NO_ARTICLE,
        passed=False,
        required={"any_of": needed},
        found={"roles": list(held)},
        message=Text(
            "Tidak ada peran Anda yang mencakup tindakan ini atas objek ini.",
            "None of your roles covers this act on this object.",
        ),
        remedy=Text(
            "Mintalah peran atau pelimpahan wewenang dari petugas kepegawaian instansi.",
            "Ask the agency's personnel officer for the role or a delegation.",
        ),
    )


def scope_missing(name: str, article: str | None, scopes: Sequence[str]) -> Reason:
    """The token of an agency's system lacks the scope."""
    return Reason(
        rule=f"policy.{name}",
        article=article or NO_ARTICLE,
        passed=False,
        required={"scope": name},
        found={"scopes": list(scopes)},
        message=Text(
            f"Token sistem ini tidak memiliki scope {name}.",
            f"The token of this system lacks the scope {name}.",
        ),
        remedy=Text(
            "Mintalah scope itu pada kredensial klien, lalu sebutkan saat meminta token.",
            "Have the scope added to the client's credentials, and name it when asking for the token.",
        ),
    )
