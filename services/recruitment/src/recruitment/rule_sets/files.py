"""A rule set as the TOML file that lies in the folder of the service."""

import tomlkit

from abdi.rulesets import RuleSetFile


def as_toml(file: RuleSetFile) -> str:
    """The file; read back it is the same rule set, with the same checksum."""
    document = tomlkit.document()
    for name, value in file.model_dump(exclude={"values"}, exclude_none=True).items():
        document.add(name, value)
    document.add("values", tomlkit.item(file.model_dump(mode="json", include={"values"})["values"]))
    return tomlkit.dumps(document)
