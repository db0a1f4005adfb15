"""Whether an empty list means that there is nothing, or that the caller may not see what there is."""

from uuid import UUID

from gateway.composition.asking import Caller, ask
from gateway.composition.schemas import View


class _Ability(View):
    permission: str


class _Abilities(View):
    data: list[_Ability]


async def may(caller: Caller, service: str, permission: str, *, employee_id: UUID) -> bool:
    """Whether the caller may do this about the person. Raises PartMissing.

    Lists leave out what is outside the caller's scope; to show that as "none" would be a false statement.
    """
    held = await ask(caller, service, f"/v1/abilities?employee_id={employee_id}", view=_Abilities)
    return permission in {ability.permission for ability in held.data}
