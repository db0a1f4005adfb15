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
    "plans": "performance",
    "eligibilities": "promotion",
    "courses": "training",
    "learning-hours": "training",
    "programmes": "training",
    "training-needs": "training",
    "candidates": "recruitment",
}


def service_for(path: str) -> str | None:
    """The service that owns a path below `/v1/`, such as `employees/018f.../ranks` or `evaluations:batch`.

    None when no resource of that name is public.
    """
    resource = path.split("/", 1)[0].partition(":")[0]
    return RESOURCES.get(resource)
