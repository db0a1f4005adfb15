"""What the QR code on an exam card says: the participant's number and a proof that we printed it.

The proof is an HMAC-SHA256 of the number, cut to 120 bits, under a key derived for this purpose alone.
Nobody else can make one for another number, and whoever reads the code learns the number and nothing more.
It is checked where it is scanned, with us; who it is and where the person sits is asked then, and not printed
into the code, so that a card stays right when somebody is seated again.
"""

import hmac
from base64 import b32encode
from hashlib import sha256
from typing import Final

from abdi.crypto import key_of
from abdi.i18n import Text
from abdi.problems import Conflict
from recruitment.participants.rules import is_number
from recruitment.settings import Settings

_FORM: Final = "ABDI1"
_PURPOSE: Final = b"abdi.recruitment.exam-card.v1"
_PROOF_BYTES: Final = 15


class CardNotGenuine(Conflict):
    """The code was not printed by us, or is damaged."""

    code = "card-not-genuine"
    title = Text("Kode kartu ini tidak sah", "This code is not genuine")


class CardSigner:
    """Makes and checks the codes of exam cards."""

    def __init__(self, settings: Settings) -> None:
        # A key of its own for its own purpose: what it signs says nothing about the index of NIK.
        self._key = hmac.new(key_of(settings.nik_index_key), _PURPOSE, sha256).digest()

    def code_of(self, number: str) -> str:
        """The code for a participant number: capitals, digits and dots, which make a small QR code."""
        return f"{_FORM}.{number}.{self._proof(number)}"

    def number_in(self, code: str) -> str:
        """The participant number in a code that we made. Raises CardNotGenuine for any other."""
        form, _, rest = code.strip().partition(".")
        number, _, proof = rest.partition(".")
        is_ours = form == _FORM and is_number(number)
        # The proof is compared in any case: how long a refusal takes says nothing.
        if not hmac.compare_digest(self._proof(number).encode(), proof.encode()) or not is_ours:
            raise CardNotGenuine
        return number

    def _proof(self, number: str) -> str:
        digest = hmac.new(self._key, number.encode(), sha256).digest()
        return b32encode(digest[:_PROOF_BYTES]).decode()
