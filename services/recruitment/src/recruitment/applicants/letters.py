"""What applicants are told about their account."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from abdi.i18n import Text
from abdi.notify import Notice
from recruitment.applicants.codes import Made

_WARNING: Final = Text(
    "Jangan berikan kode ini kepada siapa pun; panitia tidak pernah memintanya. Abaikan surel ini bila Anda "
    "tidak memintanya.",
    "Give this code to nobody; the committee never asks for it. Ignore this mail if you did not ask for it.",
)
_CODE: Final = Text(
    f"Kode Anda: {{code}}\n\nBerlaku {{minutes}} menit, untuk satu kali pemakaian. {_WARNING.id}",
    f"Your code: {{code}}\n\nValid for {{minutes}} minutes, to be used once. {_WARNING.en}",
)
_AGAIN: Final = Text(
    "Seseorang mencoba mendaftarkan akun baru dengan NIK atau alamat surel Anda. Akun Anda tidak berubah. "
    "Bila itu Anda, masuklah dengan alamat surel ini.",
    "Somebody tried to open another account with your NIK or mail address. Your account has not changed. If "
    "it was you, sign in with this mail address.",
)
_MOVED: Final = Text(
    "Alamat surel akun Anda diubah. Bila bukan Anda yang mengubahnya, segera hubungi panitia seleksi.",
    "The mail address of your account was changed. If it was not you, tell the selection committee at once.",
)


def code_letter(made: Made) -> Notice:
    """The mail with a code; its recipient is the code, which may belong to nobody with an account yet."""
    return Notice(
        recipient_id=made.id,
        kind="account.code",
        subject=Text("Kode masuk", "Sign-in code"),
        body=_CODE,
        params={"code": f"{made.code[:4]} {made.code[4:]}", "minutes": made.minutes},
        is_secret=True,
        valid_until=made.expires_at,
    )


def again_letter(applicant_id: UUID) -> Notice:
    """That somebody wanted another account for the same person or address.

    In the inbox alone, so that nobody can fill a stranger's mailbox.
    """
    return Notice(
        recipient_id=applicant_id,
        kind="account.registered_again",
        subject=Text("Percobaan pendaftaran ulang", "Another registration was tried"),
        body=_AGAIN,
        by_mail=False,
    )


def moved_letters(applicant_id: UUID, code_id: UUID) -> Sequence[Notice]:
    """That the address was changed: in the inbox, and by mail to the address that was left."""
    inbox = Notice(
        recipient_id=applicant_id,
        kind="account.address_changed",
        subject=Text("Alamat surel diubah", "Mail address changed"),
        body=_MOVED,
        by_mail=False,
    )
    return inbox, replace(inbox, recipient_id=code_id, by_mail=True)
