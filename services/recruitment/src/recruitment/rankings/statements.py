"""SQL of a ranking: what goes into it, and how its rows are kept."""

from typing import Final

COLUMNS: Final = (
    "application_id",
    "applicant_id",
    "opening_id",
    "twk",
    "tiu",
    "tkp",
    "skd_total",
    "skb",
    "final_score",
    "place",
    "decided_by",
    "code",
    "seat_id",
    "step",
)
"""What is told of everybody, in the order in which the digest of the rows has it."""

OPENINGS: Final = """
    SELECT o.id, o.formation_id, o.count, o.need, f.post_group,
           concat_ws('/', coalesce(f.position_code, f.position_name), f.post_group) AS post,
           concat_ws('/', f.education_level, (
               SELECT string_agg(code, ',' ORDER BY code)
               FROM jsonb_array_elements_text(f.education_codes) AS code
           )) AS education,
           f.placement_code
    FROM selection_formation sf
    JOIN formation f ON f.id = sf.formation_id
    JOIN opening o ON o.formation_id = f.id
    WHERE sf.selection_id = $1
"""
CREATE_OPENINGS: Final = """
    CREATE TEMP TABLE ranked_opening (number int NOT NULL, id uuid NOT NULL, formation_id uuid NOT NULL)
    ON COMMIT DROP
"""
CREATE_TESTS: Final = "CREATE TEMP TABLE ranked_test (number int, test_id uuid, weight int) ON COMMIT DROP"
FILL_TESTS: Final = """
    INSERT INTO ranked_test (number, test_id, weight)
    SELECT o.number, t.id, t.weight
    FROM ranked_opening o
    JOIN skb_test t ON t.formation_id = o.formation_id AND t.selection_id = :selection_id
    UNION ALL
    SELECT o.number, t.id, t.weight
    FROM ranked_opening o JOIN skb_test t ON t.formation_id IS NULL AND t.selection_id = :selection_id
    WHERE NOT EXISTS (
        SELECT FROM skb_test own
        WHERE own.formation_id = o.formation_id AND own.selection_id = :selection_id
    )
"""
SAT_BY: Final = "('eligible', 'resigned', 'disqualified', 'appointed')"
"""States in which an application has passed the administrative selection."""
SKD_INPUT: Final = f"""
    SELECT o.number, a.id, a.applicant_id, coalesce(again.standing, own.standing),
           coalesce(again.twk, own.twk), coalesce(again.tiu, own.tiu), coalesce(again.tkp, own.tkp)
    FROM application a
    JOIN ranked_opening o ON o.id = a.opening_id
    LEFT JOIN skd_sitting own ON own.application_id = a.id
    LEFT JOIN skd_reuse r ON r.application_id = a.id
    LEFT JOIN skd_sitting again ON again.id = r.sitting_id
    WHERE a.selection_id = $1 AND a.state IN {SAT_BY}
      AND (a.state = 'eligible' OR own.id IS NOT NULL OR again.id IS NOT NULL)
    ORDER BY o.number, a.id
"""
FINAL_INPUT: Final = """
    SELECT o.number, a.id, a.applicant_id, a.state, r.twk, r.tiu, r.tkp, (a.gpa * 100)::int,
           DATE '2100-01-01' - a.birth_date, (s.score * $3::int)::int, s.standing, t.weight
    FROM ranking_row r
    JOIN application a ON a.id = r.application_id
    JOIN ranked_opening o ON o.id = r.opening_id
    LEFT JOIN ranked_test t ON t.number = o.number
    LEFT JOIN skb_score s ON s.application_id = a.id AND s.test_id = t.test_id
    WHERE r.ranking_id = $1 AND r.code = $2
    ORDER BY o.number, a.id
"""
CREATE_STAGED: Final = f"""
    CREATE TEMP TABLE ranked ON COMMIT DROP AS SELECT {", ".join(COLUMNS)} FROM ranking_row WITH NO DATA
"""
KEEP_ROWS: Final = f"""
    INSERT INTO ranking_row (ranking_id, agency, {", ".join(COLUMNS)})
    SELECT CAST(:ranking_id AS uuid), :agency, {", ".join(COLUMNS)} FROM ranked
"""

_UNJUDGED: Final = """
    (SELECT count(*) FROM application WHERE selection_id = :selection_id AND state = 'submitted') AS unjudged
"""
COUNT_OPEN: Final = {
    "skd": f"""
        SELECT {_UNJUDGED}, count(*) AS participants,
               count(*) FILTER (WHERE coalesce(again.standing, own.standing) IS NULL) AS without_scores
        FROM application a
        LEFT JOIN skd_sitting own ON own.application_id = a.id
        LEFT JOIN skd_reuse r ON r.application_id = a.id
        LEFT JOIN skd_sitting again ON again.id = r.sitting_id
        WHERE a.selection_id = :selection_id AND a.state IN {SAT_BY}
          AND (a.state = 'eligible' OR own.id IS NOT NULL OR again.id IS NOT NULL)
    """,
    "final": f"""
        SELECT {_UNJUDGED}, count(*) AS participants, count(*) FILTER (
            WHERE a.state IN ('eligible', 'appointed') AND NOT EXISTS (
                SELECT FROM skb_score s WHERE s.application_id = a.id AND s.standing <> 'taking_part'
            ) AND (tests.number = 0 OR tests.number > tests.scored)
        ) AS without_scores
        FROM ranking_row r
        JOIN application a ON a.id = r.application_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS number, count(s.score) AS scored
            FROM skb_test t
            LEFT JOIN skb_score s ON s.test_id = t.id AND s.application_id = a.id
            WHERE t.selection_id = a.selection_id AND (
                t.formation_id = a.formation_id OR t.formation_id IS NULL AND NOT EXISTS (
                    SELECT FROM skb_test o
                    WHERE o.selection_id = a.selection_id AND o.formation_id = a.formation_id
                )
            )
        ) AS tests
        WHERE r.ranking_id = :ranking_id AND r.code = :goes_on
    """,
}
"""What is not decided yet before a stage, in numbers."""
COUNT_CHANGES: Final = """
    SELECT selection_id, count(*) FILTER (WHERE test_id IS NULL), count(*)
    FROM (
        SELECT a.selection_id, c.test_id
        FROM score_change c JOIN application a ON a.id = c.application_id
        WHERE a.selection_id = ANY (CAST(:selection_ids AS uuid[]))
        UNION ALL
        SELECT a.selection_id, c.test_id
        FROM skd_reuse r
        JOIN application a ON a.id = r.application_id
        JOIN skd_sitting s ON s.id = r.sitting_id
        JOIN score_change c ON c.application_id = s.application_id AND c.test_id IS NULL
        WHERE a.selection_id = ANY (CAST(:selection_ids AS uuid[]))
    ) AS concerned
    GROUP BY selection_id
"""
"""Corrections of scores: of SKD, with the earlier sittings that are used again, and of all tests."""
PUBLISH_ROWS: Final = """
    INSERT INTO published_row (
        ranking_id, participant_number, opening_id, twk, tiu, tkp, skd_total, skb, final_score, place,
        decided_by, code, seat_id, step
    )
    SELECT r.ranking_id, a.participant_number, r.opening_id, r.twk, r.tiu, r.tkp, r.skd_total, r.skb,
           r.final_score, r.place, r.decided_by, r.code, r.seat_id, r.step
    FROM ranking_row r JOIN application a ON a.id = r.application_id
    WHERE r.ranking_id = :ranking_id
"""
COUNT_UNNUMBERED: Final = """
    SELECT count(*) FROM ranking_row r LEFT JOIN application a ON a.id = r.application_id
    WHERE r.ranking_id = :ranking_id AND a.participant_number IS NULL
"""
