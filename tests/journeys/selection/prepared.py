"""From the registry's empty posts to an announced selection that everybody can read."""

from tests.journeys.selection.calendar import ZONE, Day, stages_from
from tests.journeys.selection.people import Target
from tests.journeys.selection.posts import DISABILITY, GENERAL
from tests.journeys.selection.registry import AGENCY, AGENCY_NAME
from tests.journeys.selection.stage import Found, Stage

INTAKE = 2024
SKB_TESTS = {"cat": 60, "work_practice": 40}
DOCUMENTS = (
    {"code": "identity_card", "name_id": "KTP elektronik", "name_en": "Identity card"},
    {"code": "diploma", "name_id": "Ijazah asli", "name_en": "Original diploma"},
    {
        "code": "disability_letter",
        "name_id": "Surat keterangan disabilitas",
        "name_en": "Letter about the disability",
        "need": DISABILITY,
    },
)


def find_posts(stage: Stage) -> None:
    """The empty posts of the registry are known to recruitment by its events."""
    wanted = {
        stage.agency.chair_code(number, chair): number
        for number, post in enumerate(stage.posts)
        for chair in range(post.chairs)
    }
    vacant = stage.pages("officer", f"/v1/positions?agency={AGENCY}&is_vacant=true")
    for position in vacant:
        if position["code"] in wanted:
            stage.positions.setdefault(wanted[position["code"]], []).append(position["id"])
    found = sum(len(ids) for ids in stage.positions.values())
    stage.say("1. The registry has empty posts; recruitment hears of them by events.")
    stage.count("empty posts", found, stage.size.openings)
    ids = {position_id for chairs in stage.positions.values() for position_id in chairs}

    def heard() -> Found | None:
        posts = stage.pages("officer", f"/v1/posts?agency={AGENCY}&is_held=false")
        known = ids & {post["position_id"] for post in posts}
        return {"posts": len(known)} if known == ids else None

    stage.wait(heard, "recruitment has them")


def approve_formations(stage: Stage) -> None:
    """Formations are asked for in a file, proposed by the officer, approved by another person."""
    stage.say("2. Formations are asked for in one file, proposed, and approved by another person.")
    rows = [row for number in range(len(stage.posts)) for row in _rows(stage, number)]
    done = stage.take_file("officer", "formations", rows)
    stage.count("rows of formations", done["imported"], len(rows))
    drafts = _formations(stage, "draft")
    stage.batches("officer", "/v1/formations/proposals:batch", [_step(one) for one in drafts])
    proposed = [_step(one) for one in _formations(stage, "proposed")]
    refused = stage.staff("officer").post("/v1/formations/approvals:batch", {"items": proposed[:1]})
    assert refused["items"][0]["problem"]["code"] == "own-proposal", refused
    stage.batches("decider", "/v1/formations/approvals:batch", proposed)
    approved = _formations(stage, "approved")
    stage.count("formations approved", len(approved), len(stage.posts))
    openings = sum(one["count"] for formation in approved for one in formation["openings"])
    stage.count("openings approved", openings, stage.size.openings)
    _aim(stage, approved)


def announce(stage: Stage) -> None:
    """The selection is drafted with its stages, documents and tests, tried, and announced."""
    stage.say("3. The selection is drafted and announced; from then on everybody sees it.")
    officer, today = stage.staff("officer"), stage.today
    stage.first_day = today
    draft = officer.post(
        "/v1/selections",
        {
            "agency": AGENCY,
            "agency_kind": "regional",
            "agency_name": AGENCY_NAME,
            "time_zone": ZONE,
            "intake": INTAKE,
            "name": f"Seleksi CPNS {AGENCY_NAME} {stage.agency.run}",
            "stages": stages_from(today),
            "tests": [{"kind": kind, "weight": weight} for kind, weight in SKB_TESTS.items()],
            "documents": list(DOCUMENTS),
        },
    )
    stage.selection_id = draft["id"]
    ours = [{"formation_id": formation["id"]} for formation in _formations(stage, "approved")]
    stage.batches("officer", f"{stage.path}/formations:batch", ours)
    version = officer.get(stage.path)["version"]
    notice = {"announcement_number": f"810/{stage.agency.run}/BKPSDM/{INTAKE}"}
    path = f"{stage.path}/announcement"
    tried = stage.staff("decider").post(f"{path}?validate_only=true", notice, version=version)
    assert tried["is_accepted"], tried["reasons"]
    announced = stage.staff("decider").post(path, notice, version=version)
    assert (announced["state"], announced["rule_set"]) == ("announced", "2024"), announced
    stage.expected["recruitment.selection.announced"] = 1
    stage.go_to(Day.ANNOUNCED)


def read_openly(stage: Stage) -> None:
    """Without sign-in: the selection, its formations, requirements, feed, calendar and lists."""
    stranger = stage.suite.as_stranger()
    path = f"/v1/public/selections/{stage.selection_id}"
    seen = stranger.get(path)
    stage.count("openings that the public sees", seen["openings"], stage.size.openings)
    place = stage.agency.unit_code(0)
    near = stranger.get(f"{path}/formations?place={place}&need={DISABILITY}&limit=1")["data"]
    assert near, "nobody with a disability finds an opening here"
    assert stranger.get(f"{path}/requirements"), "no requirements"
    files = {
        f"{path}.ics": b"BEGIN:VCALENDAR",
        "/v1/public/selections.atom": b"<feed",
        f"{path}/formations.pdf": b"%PDF-",
        f"{path}/formations.xlsx": b"PK",
    }
    for address, mark in files.items():
        assert mark in stranger.fetch(address)[:500], address
    stage.say(f"   without sign-in: pages, {', '.join(one.rsplit('.', 1)[1] for one in files)}")


def _rows(stage: Stage, number: int) -> list[dict[str, str]]:
    post = stage.posts[number]
    return [
        {
            "agency_code": AGENCY,
            "intake": str(INTAKE),
            "position_id": stage.positions[number][0],
            "education_level": post.kind.education_level,
            "education_codes": post.kind.education_code,
            "placement_code": stage.agency.unit_code(post.unit),
            "placement_name": f"Dinas Contoh {post.unit + 1}",
            "need": need,
            "openings": str(count),
        }
        for need, count in post.openings.items()
    ]


def _formations(stage: Stage, state: str) -> list[Found]:
    """Those of this run, in the order of their posts."""
    numbers = {ids[0]: number for number, ids in stage.positions.items()}
    rows = stage.pages("officer", f"/v1/formations?agency={AGENCY}&intake={INTAKE}&state={state}")
    return sorted(
        (row for row in rows if row["position_id"] in numbers), key=lambda row: numbers[row["position_id"]]
    )


def _step(formation: Found) -> Found:
    return {"id": formation["id"], "version": formation["version"]}


def _aim(stage: Stage, approved: list[Found]) -> None:
    """The openings that people will apply for, the most wanted one first."""
    stage.targets = [
        Target(stage.posts[number], number, one["id"], one["need"], one["count"])
        for number, formation in enumerate(approved)
        for one in sorted(formation["openings"], key=lambda one: one["need"] != GENERAL)
        if not stage.posts[number].is_deserted
    ]
