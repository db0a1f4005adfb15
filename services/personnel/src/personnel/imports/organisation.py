"""The rules of units and positions, applied to every new row."""

from collections.abc import Mapping
from datetime import date

from personnel.imports import faults
from personnel.imports.content import Content
from personnel.imports.findings import Findings
from personnel.imports.queries import Key, Known
from personnel.imports.rows import PositionRow, UnitRow
from personnel.positions.rules import check_empty_since, check_one_head, check_position
from personnel.units.rules import check_placed, is_below


def judge_organisation(found: Findings, content: Content, known: Known, *, today: date) -> None:
    """Everything that the API would refuse about new units and positions."""
    new = [row for row in content.units if row.key not in known.units]
    begins = {key: values["valid_from"] for key, values in known.described["units"].items()}
    begins |= {row.key: row.valid_from for row in new}
    parents: dict[Key, Key | None] = {row.key: _upper(row) for row in new}
    _refuse_gone(found, content, known)
    for row in new:
        _judge_unit(found, row, begins=begins, parents=parents, today=today)
    heads = dict(known.heads)
    for position in content.positions:
        if position.key not in known.positions:
            _judge_position(found, position, begins=begins, heads=heads, today=today)


def _refuse_gone(found: Findings, content: Content, known: Known) -> None:
    for row in content.units:
        if row.key in known.dissolved:
            found.add("units", row, "code", fault=faults.DISSOLVED)
        elif _upper(row) in known.dissolved:
            found.add("units", row, "parent_code", fault=faults.DISSOLVED)
    for position in content.positions:
        if position.key in known.abolished:
            found.add("positions", position, "code", fault=faults.ABOLISHED)
        elif (position.agency_code, position.unit_code) in known.dissolved:
            found.add("positions", position, "unit_code", fault=faults.DISSOLVED)


def _judge_position(
    found: Findings,
    position: PositionRow,
    *,
    begins: Mapping[Key, date],
    heads: dict[Key, str],
    today: date,
) -> None:
    unit = (position.agency_code, position.unit_code)
    checks = check_position(position.kind, level=position.level, is_head=position.is_head)
    checks.append(check_one_head(is_head=position.is_head, other_code=heads.get(unit)))
    found.judge("positions", position, checks, columns={"position.level": "level"}, column="is_head")
    if position.empty_since is not None and unit in begins:
        since = check_empty_since(position.empty_since, unit_from=begins[unit], today=today)
        found.judge("positions", position, since, columns={}, column="empty_since")
    if position.is_head:
        heads.setdefault(unit, position.code)


def _upper(row: UnitRow) -> Key | None:
    return (row.agency_code, row.parent_code) if row.parent_code else None


def _judge_unit(
    found: Findings,
    row: UnitRow,
    *,
    begins: Mapping[Key, date],
    parents: Mapping[Key, Key | None],
    today: date,
) -> None:
    upper = _upper(row)
    if upper is not None and is_below(parents, upper, row.key):
        found.add("units", row, "parent_code", fault=faults.BELOW_ITSELF)
        return
    upper_from = begins.get(upper) if upper else None
    checks = check_placed(row.valid_from, exists_from=None, upper_from=upper_from, today=today)
    found.judge("units", row, checks, columns={}, column="valid_from")
