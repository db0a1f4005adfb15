"""What a stranger can check of the published results, offline."""

import json
import tempfile
from pathlib import Path
from typing import Any

from tests.journeys.selection.crowd import Crowd
from tests.journeys.selection.people import Person
from tests.journeys.selection.ranked import FINAL, SKD
from tests.journeys.selection.stage import Found, Stage

_VERIFIED = "verified"


def verify_packages(stage: Stage) -> None:
    """`abdi verify` computes both stages again from what was published, and checks one person's proof."""
    stage.say("15. A stranger checks what was published, offline: abdi verify.")
    stranger = stage.suite.as_stranger()
    key = stranger.get("/v1/public/transparency/key")["fingerprint"]
    with tempfile.TemporaryDirectory() as folder:
        for name in (SKD, FINAL):
            made = _made(stage, stage.rankings[name])
            content = stranger.fetch(f"/v1/public/rankings/{made['ranking_id']}/results.zip")
            Path(folder, f"{name}.zip").write_bytes(content)
            stage.counts[f"bytes of {name}"] = len(content)
        skd, final = str(Path(folder, f"{SKD}.zip")), str(Path(folder, f"{FINAL}.zip"))
        _verify(stage, skd, key)
        _verify(stage, final, key, "--after", skd)
        proof = Path(folder, "proof.json")
        proof.write_text(json.dumps(_proof(stage)), encoding="utf-8")
        _verify(stage, str(proof), key)
    leaves = stranger.get("/v1/public/transparency/head")["size"]
    stage.say(f"   the log of published results has {leaves} entries")


def _made(stage: Stage, ranking: Found) -> Found:
    path = f"/v1/rankings/{ranking['id']}/package"
    stage.staff("decider").post(path)
    made = stage.follow("decider", path)
    assert made["state"] == "ready", made
    return made


def _verify(stage: Stage, file: str, key: str, *more: str) -> None:
    said = stage.suite.run("verify", file, "--key", key, *more).strip().splitlines()
    assert said[-1] == _VERIFIED, said
    stage.say(f"   {Path(file).name}: {said[-1]}")


def _proof(stage: Stage) -> dict[str, Any]:
    """The proof that the own row is in the final result, as a person fetches it."""
    kept: list[dict[str, Any]] = []
    ranking_id = stage.rankings[FINAL]["id"]
    rows = stage.staff("officer").get(f"/v1/rankings/{ranking_id}/rows?limit=1")["data"]
    wanted = rows[0]["application_id"]
    person = next(one for one in stage.people if one.application_id == wanted)

    async def fetch(crowd: Crowd, person: Person) -> None:
        await crowd.sign_in(person)
        path = f"/v1/applications/{person.application_id}/row-proof?ranking_id={ranking_id}"
        kept.append(await crowd.call("GET", path, person))

    stage.door.all_do([person], fetch, what="proof of the own row")
    return kept[0]
