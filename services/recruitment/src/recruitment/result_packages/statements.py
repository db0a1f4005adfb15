"""SQL of a package: its rows with standings, scores and age orders, and the salts."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import TextClause, text

from recruitment.selections.rules.standard import CpnsSelection

_SKD: Final = """
    SELECT r.*, a.participant_number AS participant, a.gpa, a.birth_date,
           coalesce(again.standing, own.standing) AS standing, NULL::jsonb AS tests,
           (r.twk, r.tiu, r.tkp) IS DISTINCT FROM (
               coalesce(again.twk, own.twk), coalesce(again.tiu, own.tiu), coalesce(again.tkp, own.tkp)
           ) AS is_changed
    FROM ranking_row r
    JOIN application a ON a.id = r.application_id
    LEFT JOIN skd_sitting own ON own.application_id = a.id
    LEFT JOIN skd_reuse u ON u.application_id = a.id
    LEFT JOIN skd_sitting again ON again.id = u.sitting_id
    WHERE r.ranking_id = :ranking_id
"""
# Who resigned after the ranking was computed took part in it.
_FINAL: Final = """
    SELECT found.*,
           is_taking_part AND round(weighted / 100, CAST(:decimals AS int)) IS DISTINCT FROM skb AS is_changed
    FROM (
        SELECT r.*, a.participant_number AS participant, a.gpa, a.birth_date, t.tests, t.weighted,
               s.standing, s.standing = 'taking_part' AS is_taking_part
        FROM ranking_row r
        JOIN application a ON a.id = r.application_id
        JOIN opening o ON o.id = r.opening_id
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(t.kind, s.score::text) AS tests, sum(s.score * t.weight) AS weighted,
                   bool_or(s.standing = 'knocked_out') AS is_out, bool_or(s.standing = 'absent') AS is_absent
            FROM skb_test t
            LEFT JOIN skb_score s ON s.test_id = t.id AND s.application_id = a.id
            WHERE t.selection_id = a.selection_id AND (
                t.formation_id = o.formation_id OR t.formation_id IS NULL AND NOT EXISTS (
                    SELECT FROM skb_test other
                    WHERE other.selection_id = a.selection_id AND other.formation_id = o.formation_id
                )
            )
        ) AS t
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN a.state IN ('resigned', 'disqualified', 'not_eligible')
                     AND a.state_since <= :computed_at THEN a.state
                WHEN t.is_out THEN 'knocked_out'
                WHEN t.is_absent THEN 'absent'
                ELSE 'taking_part'
            END AS standing
        ) AS s
        WHERE r.ranking_id = :ranking_id
    ) AS found
"""
_LINES: Final = "unnest(CAST(:openings AS uuid[]), CAST(:lines AS int[])) AS line(opening_id, number)"
_RANDOM: Final = "sha256(" + " || ".join(["uuid_send(gen_random_uuid())"] * 3) + ")"
"""32 bytes of which 256 bits are random: PostgreSQL makes each of the three from 122 of its strong ones."""

COUNT_ERASED: Final = text("""
    SELECT count(*) FROM ranking_row r JOIN application a ON a.id = r.application_id
    WHERE r.ranking_id = :ranking_id AND a.erased_at IS NOT NULL
""")


class PackageStatements:
    """The statements for one stage by one standard; they take `given` of the job."""

    def __init__(self, stage: str, standard: CpnsSelection) -> None:
        self._people = _SKD if stage == "skd" else _FINAL
        self._age_order = "NULL::int"
        if stage != "skd" and "age" in standard.ranking:
            self._age_order = _age_order(standard.ranking[: standard.ranking.index("age")])

    @property
    def count_changed(self) -> TextClause:
        """Whose scores are not those any more of which the ranking was computed."""
        return text(f"SELECT count(*) FROM ({self._people}) AS person WHERE is_changed")

    @property
    def make_salts(self) -> TextClause:
        """A salt for each birth date that is committed to; those that there are stay."""
        return text(f"""
            INSERT INTO commitment_salt (application_id, field, applicant_id, agency, salt)
            SELECT application_id, :field, applicant_id, agency, {_RANDOM}
            FROM ({self._rows}) AS ordered WHERE age_order IS NOT NULL
            ON CONFLICT DO NOTHING
        """)

    @property
    def read_rows(self) -> TextClause:
        """The rows in the order of the file; salt and birth date beside an age order."""
        return text(f"""
            SELECT ordered.*, s.salt
            FROM ({self._rows}) AS ordered
            LEFT JOIN commitment_salt s ON s.application_id = ordered.application_id
                AND s.field = :field AND ordered.age_order IS NOT NULL
            ORDER BY ordered.participant COLLATE "C"
        """)

    @property
    def _rows(self) -> str:
        return f"""
            SELECT person.*, {self._age_order} AS age_order
            FROM ({self._people}) AS person JOIN {_LINES} ON line.opening_id = person.opening_id
        """


def _age_order(before: Sequence[str]) -> str:
    """Among those of one line with the same value, and one at all, in every criterion before age."""
    known = " AND ".join(f"person.{name} IS NOT NULL" for name in before) or "true"
    compared = f"(person.standing = 'taking_part' AND {known})"
    tie = ", ".join([compared, "line.number", *(f"person.{name}" for name in before)])
    return f"""
        CASE WHEN {compared} AND count(*) OVER (PARTITION BY {tie}) > 1
        THEN dense_rank() OVER (PARTITION BY {tie} ORDER BY person.birth_date) END
    """
