"""Synthetic selections of any size: whom nobody ever was, with scores as they are spread in real intakes."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

PER_OPENING: Final = 16
"""4,000,000 applicants over 250,000 openings."""
POSTS_BY: Final = 80
"""Openings of one post and education, in the mean."""

_NORMAL: Final = "(random() + random() + random() + random() - 2) * sqrt(3)"
_SELECTION: Final = """
    INSERT INTO selection (id, agency, agency_kind, agency_name, time_zone, intake, kind, name, state,
                           verifiers, rule_set, announcement_number, announced_at, schedule_version, version)
    VALUES ($1, '5671', 'central', 'Bench', 'Asia/Jakarta', 2024, 'CPNS', 'Bench', 'announced',
            1, '2024', 'bench', now(), 1, 1)
"""
_TESTS: Final = """
    INSERT INTO skb_test (id, selection_id, kind, weight, is_knockout)
    VALUES (gen_random_uuid(), $1, 'cat', 60, false), (gen_random_uuid(), $1, 'work_practice', 40, false)
"""
_FORMATIONS: Final = """
    INSERT INTO formation (id, agency, intake, unit_id, position_id, position_name, education_level,
                           education_codes, placement_code, placement_name, state, state_since, reasons,
                           version)
    SELECT gen_random_uuid(), '5671', 2024, gen_random_uuid(), gen_random_uuid(),
           'Jabatan ' || floor(power(random(), 2) * $1), 'S1', '["5100001"]'::jsonb,
           'T' || n % 500, 'Tempat', 'approved', now(), '[]'::jsonb, 1
    FROM generate_series(1, $2) AS n
"""
_OPENINGS: Final = """
    INSERT INTO opening (id, formation_id, need, count)
    SELECT gen_random_uuid(), id,
           CASE WHEN random() < 0.94 THEN 'general' WHEN random() < 0.6 THEN 'disability' ELSE 'cumlaude' END,
           CASE WHEN random() < 0.85 THEN 1 ELSE 2 + floor(random() * 3) END
    FROM formation
"""
_APPLICATIONS: Final = """
    INSERT INTO application (
        id, applicant_id, agency, intake, selection_id, formation_id, opening_id, need, state, state_since,
        name, birth_date, birth_place, sex, has_disability, is_local, education_level, education_code,
        institution, graduated_on, gpa, declarations, submitted_at, participant_number, reasons, version
    )
    SELECT gen_random_uuid(), gen_random_uuid(), '5671', 2024, $1, o.formation_id, o.id, o.need, 'eligible',
           now(), 'Peserta', DATE '1990-01-01' + (random() * 4500)::int, 'Palembang', 'female', false, false,
           'S1', '5100001', 'Universitas', DATE '2022-08-20', round((2.75 + random() * 1.25)::numeric, 2),
           '{}'::jsonb, now(), '2430' || lpad(n::text, 9, '0'), '[]'::jsonb, 1
    FROM (
        SELECT n, 1 + floor(random() * random() * $3)::int AS place FROM generate_series(1, $2) AS n
    ) AS drawn
    JOIN (SELECT *, (row_number() OVER ())::int AS place FROM opening) AS o USING (place)
"""
_SITTINGS: Final = f"""
    INSERT INTO skd_sitting (id, application_id, applicant_id, agency, exam_year, twk, tiu, tkp, standing,
                             version)
    SELECT gen_random_uuid(), id, applicant_id, '5671', 2024,
           CASE WHEN sat THEN least(30, greatest(0, round(14 + g * 2.5 + a * 2.5))) * 5 END,
           CASE WHEN sat THEN least(35, greatest(0, round(15 + g * 4 + b * 3))) * 5 END,
           CASE WHEN sat THEN least(225, greatest(0, round(166 + g * 9 + c * 12))) END,
           CASE WHEN sat THEN 'taking_part' ELSE 'absent' END, 1
    FROM (
        SELECT id, applicant_id, random() > 0.08 AS sat, {_NORMAL} AS g, {_NORMAL} AS a, {_NORMAL} AS b,
               {_NORMAL} AS c
        FROM application
    ) AS people
"""
_SKB: Final = f"""
    INSERT INTO skb_score (application_id, test_id, applicant_id, agency, score, standing, version)
    SELECT r.application_id, t.id, r.applicant_id, r.agency,
           least(100, greatest(0, round((62 + {_NORMAL} * 12)::numeric, 1))), 'taking_part', 1
    FROM ranking_row r CROSS JOIN skb_test t WHERE r.ranking_id = $1 AND r.code = 'P/L'
"""


@dataclass(frozen=True)
class Filled:
    """A database with one selection in it."""

    url: str
    selection_id: UUID
    applicants: int


async def fill(url: str, applicants: int) -> Filled:
    """Write the selection and everybody who sat SKD; as the administrator, without what would be asked."""
    selection_id, openings = uuid4(), applicants // PER_OPENING
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica; SELECT setseed(0.42)")
        await connection.execute(_SELECTION, selection_id)
        await connection.execute(_TESTS, selection_id)
        await connection.execute(_FORMATIONS, float(max(1, openings // POSTS_BY)), openings)
        await connection.execute(_OPENINGS)
        belongs = "INSERT INTO selection_formation (formation_id, selection_id) SELECT id, $1 FROM formation"
        await connection.execute(belongs, selection_id)
        await connection.execute(_APPLICATIONS, selection_id, applicants, float(openings))
        await connection.execute(_SITTINGS)
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()
    return Filled(url, selection_id, applicants)


async def publish_and_test(filled: Filled, ranking_id: Any) -> None:
    """The SKD list as if it had been published, and the SKB of who goes on."""
    connection = await asyncpg.connect(filled.url)
    try:
        await connection.execute("SET session_replication_role = replica")
        published = "UPDATE ranking SET state = 'published', published_at = now() WHERE id = $1"
        await connection.execute(published, ranking_id)
        await connection.execute(_SKB, ranking_id)
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()
