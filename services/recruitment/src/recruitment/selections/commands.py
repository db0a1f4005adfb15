"""`abdi rank`: final scores of a CPNS selection ranked by the rules of an intake."""

from pathlib import Path
from typing import Annotated

import typer

from abdi.bulk.commanding import told
from abdi.bulk.records import FileRefused
from abdi.bulk.sheets import BOM
from recruitment.selections.intakes import UnknownIntake, rules_of_intake
from recruitment.selections.score_files import ScoreFile, csv_of, rank_rows, read_scores

Scores = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="CSV (comma or semicolon) or XLSX, as said above.")
]
Rules = Annotated[str, typer.Option(help="The intake whose rules hold, such as 2024.")]
Output = Annotated[
    Path | None, typer.Option(dir_okay=False, help="Where the ranking goes; without it to the terminal.")
]


def rank(scores: Scores, *, rules: Rules, output: Output = None) -> None:
    """Rank the final scores of a CPNS selection, position by position.

    Columns of the file, in any order: position_code, gpa, twk, tiu, tkp,
    skd_total, skb; besides them row, test_location, birth_date, final_score.
    A final_score is compared with the computed one. Thresholds are not
    asked: the file does not say for which need somebody applied.

    The ranking has the columns of the file and final_score, rank and
    decided_by: the first criterion in which the one before is better
    (final_score, skd_total, tkp, tiu, twk, gpa, age), or "equal" for those
    whom the law does not tell apart; they share the rank.

    Rows that are wrong are named with their line and left out, and the exit
    code is 1; it is 2 when the file or the rules cannot be used.
    """
    try:
        standard = rules_of_intake(rules)
        file = read_scores(scores, standard)
    except (FileRefused, UnknownIntake) as refused:
        said = f"{refused.code}: {refused.message.en}" if isinstance(refused, FileRefused) else str(refused)
        typer.echo(said, err=True)
        raise typer.Exit(2) from refused
    ranked = rank_rows(file.rows, standard)
    for error in file.errors:
        typer.echo(told(error), err=True)
    table = csv_of(ranked, file.columns)
    if output is None:
        typer.echo(table, nl=False)
    else:
        output.write_bytes(BOM + table)
    equal = sum(one.placed.decided_by == "equal" for one in ranked)
    typer.echo(_summary(file, equal), err=True)
    raise typer.Exit(1 if file.errors else 0)


def _summary(file: ScoreFile, equal: int) -> str:
    positions = len({one.row.position_code for one in file.rows})
    parts = [f"{len(file.rows)} ranked in {positions} positions"]
    if equal:
        parts.append(f"{equal} equal in everything that is known")
    if file.refused:
        parts.append(f"{file.refused} refused: the ranks hold only without them")
    return "; ".join(parts)
