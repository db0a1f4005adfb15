"""NIP, NI PPPK and NIK of synthetic people: valid in form, consistent with the person, never given twice.

The serial of a NIP is the slot of the agency: people of two agencies never collide, each agency can be made
alone. Inside an agency a taken number moves the birthday to a free day of the month. The serial of a NIK ends
in the slot too, in the thousands that real registers reach last.
"""

from dataclasses import dataclass, field

from abdi_demo.lists import Agency

DISTRICTS = 18
_DAYS = 28
_PPPK_CONTRACT = 21


@dataclass(slots=True)
class Registrar:
    """Gives numbers inside one agency."""

    agency: Agency
    taken: set[int] = field(default_factory=set)
    born: dict[int, int] = field(default_factory=dict)

    def number(
        self, *, month: int, day: int, appointed: int, female: bool, contract: bool
    ) -> tuple[str, int]:
        """A NIP (a NI PPPK for a `contract`) and the day of birth that goes with it (1..28)."""
        year, birth_month = divmod(month, 12)
        start = appointed // 12 * 100 + (_PPPK_CONTRACT if contract else appointed % 12 + 1)
        for shift in range(_DAYS):
            free_day = (day - 1 + shift) % _DAYS + 1
            stem = (((year * 100 + birth_month + 1) * 100 + free_day) * 1_000_000 + start) * 10 + (
                2 if female else 1
            )
            if stem not in self.taken:
                self.taken.add(stem)
                return f"{stem}{self.agency.slot:03d}", free_day
        raise ValueError("an agency of this size has no free number left for that month")

    def nik(self, *, month: int, day: int, female: bool) -> str:
        """A NIK for a birthday: registered in the agency's place, women with the day + 40."""
        year, birth_month = divmod(month, 12)
        date_code = ((day + 40 if female else day) * 100 + birth_month + 1) * 100 + year % 100
        earlier = self.born.get(date_code, 0)
        self.born[date_code] = earlier + 1
        district = (earlier + date_code) % DISTRICTS
        thousands = 9 - earlier // DISTRICTS
        if thousands < 0:
            raise ValueError("an agency of this size has no free NIK left for that birthday")
        serial = thousands * 1000 + self.agency.slot
        return f"{self.agency.nik_place}{district + 1:02d}{date_code:06d}{serial:04d}"
