"""What is kept of numbers, addresses and codes."""

from uuid import uuid4

import pytest

from abdi.crypto import FieldUnreadable
from recruitment.applicants.models import Applicant
from recruitment.applicants.vault import ApplicantVault, masked_address, new_code
from recruitment.settings import Settings

NIK, ADDRESS = "6171056010900009", "siti@contoh.id"


@pytest.fixture
def vault(settings: Settings) -> ApplicantVault:
    return ApplicantVault(settings)


def person(vault: ApplicantVault) -> Applicant:
    made = Applicant(id=uuid4())
    vault.seal_person(made, nik=NIK)
    vault.seal_address(made, ADDRESS)
    return made


def test_number_and_address_open_in_their_row_only(vault: ApplicantVault) -> None:
    siti, other = person(vault), Applicant(id=uuid4())
    assert (vault.nik_of(siti), vault.address_of(siti)) == (NIK, ADDRESS)
    other.nik_sealed, other.address_sealed = siti.nik_sealed, siti.address_sealed
    for read in (vault.nik_of, vault.address_of):
        with pytest.raises(FieldUnreadable):
            read(other)


def test_digests_find_the_same_and_tell_kinds_and_rows_apart(vault: ApplicantVault) -> None:
    one, two = uuid4(), uuid4()
    assert vault.nik_digest(NIK) == person(vault).nik_index
    assert vault.address_digest(ADDRESS) == person(vault).address_index
    assert vault.nik_digest("1") != vault.address_digest("1")
    assert vault.code_digest(one, "12345678") != vault.code_digest(two, "12345678")


def test_what_waits_for_a_code_opens_at_that_code_only(vault: ApplicantVault) -> None:
    one, two = uuid4(), uuid4()
    sealed = vault.seal_details(one, {"address": ADDRESS})
    assert vault.open_details(one, sealed) == {"address": ADDRESS}
    assert ADDRESS.encode() not in sealed
    with pytest.raises(FieldUnreadable):
        vault.open_details(two, sealed)


def test_codes_are_eight_digits_and_differ() -> None:
    codes = {new_code() for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) == 8 and code.isdigit() for code in codes)


def test_people_know_their_address_from_its_ends() -> None:
    assert masked_address(ADDRESS) == "s***@contoh.id"
