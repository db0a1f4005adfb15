"""Which service answers for which public resource: the whole routing of the gateway."""

RESOURCES: dict[str, str] = {
    "agencies": "personnel",
    "code-lists": "personnel",
    "delegations": "personnel",
    "employees": "personnel",
    "positions": "personnel",
    "roles": "personnel",
    "units": "personnel",
    "evaluations": "performance",
    "performance-summaries": "performance",
    "plans": "performance",
    "eligibilities": "promotion",
    "courses": "training",
    "learning-hours": "training",
    "programmes": "training",
    "training-needs": "training",
    "training-summaries": "training",
    "candidates": "recruitment",
    "recruitment-summaries": "recruitment",
    "selections": "recruitment",
    "rule-sets": "recruitment",
    "rule-set-proposals": "recruitment",
    "questions": "recruitment",
    "public": "recruitment",
    "applicants": "recruitment",
    "applications": "recruitment",
    "appointments": "recruitment",
    "exam-card-files": "recruitment",
    "exam-card-scans": "recruitment",
    "formation-summaries": "recruitment",
    "formations": "recruitment",
    "integrity-reports": "recruitment",
    "notices": "recruitment",
    "objections": "recruitment",
    "posts": "recruitment",
    "rankings": "recruitment",
    "seats": "recruitment",
    "sessions": "recruitment",
    "shortages": "recruitment",
    "skb-scores": "recruitment",
    "skd-sittings": "recruitment",
    "verifications": "recruitment",
}

FILES: dict[str, str] = {
    **RESOURCES,
    "appointments": "personnel",
    "educations": "personnel",
    "ranks": "personnel",
    "superiors": "personnel",
    "official_skd_scores": "recruitment",
    "skb_scores": "recruitment",
    "skd_scores": "recruitment",
}
"""Which service takes and gives which kind of file, at `/v1/imports/{kind}` and `/v1/exports/{kind}`."""

FILE = "file"
"""The last part of an address at which a document is taken or given, whatever it belongs to."""
OPEN_FILES = frozenset({"pdf", "xlsx", "zip"})
OF_FILES = frozenset({"imports", "exports"})
_OF_AN_OBJECT = 2  # its kind and its id; what comes behind is its file


def service_for(path: str) -> str | None:
    """The service that owns a path below `/v1/`, such as `employees/018f.../ranks` or `imports/employees`.

    None when no resource of that name is public.
    """
    resource, _, rest = path.partition("/")
    if resource in OF_FILES:
        return FILES.get(rest.split("/", 1)[0])
    return RESOURCES.get(resource.partition(":")[0])


def is_open_file(path: str) -> bool:
    """Whether a path below `/v1/public/` is a file that is made when it is asked for."""
    return path.rpartition(".")[2] in OPEN_FILES


def is_transfer(method: str, path: str) -> bool:
    """Whether a request brings or fetches a file, which takes as long as it takes."""
    resource, *inner = path.split("/")
    if resource not in OF_FILES:
        return method in {"GET", "POST", "PUT"} and inner[-1:] == [FILE]
    return len(inner) == 1 if method == "POST" else len(inner) > _OF_AN_OBJECT
