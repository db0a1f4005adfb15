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
}

FILES: dict[str, str] = {
    **RESOURCES,
    "appointments": "personnel",
    "educations": "personnel",
    "ranks": "personnel",
    "superiors": "personnel",
}
"""Which service takes and gives which kind of file, at `/v1/imports/{kind}` and `/v1/exports/{kind}`."""

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
        return False
    return len(inner) == 1 if method == "POST" else len(inner) > _OF_AN_OBJECT
