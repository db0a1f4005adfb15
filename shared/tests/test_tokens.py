"""Who a token names."""

import pytest

from abdi.clock import new_id
from abdi.policy import is_self, others
from abdi.tokens import principal_of


def test_person_has_the_record_that_the_token_names() -> None:
    mine = new_id()
    assert is_self(principal_of({"sub": "p", "jti": "1", "kind": "person", "employee_id": str(mine)}), mine)


@pytest.mark.parametrize("kind", ["agency_system", "service"])
def test_machine_is_nobody_whatever_its_token_claims(kind: str) -> None:
    claimed = new_id()
    found = principal_of({"sub": "s", "jti": "1", "kind": kind, "employee_id": str(claimed)})
    assert found.employee_id is None
    assert others(found, [claimed]) == [claimed]
