"""The public document of the whole suite, made of what the services say of themselves."""

from collections.abc import Mapping
from typing import Final

from gateway.documentation.description import describe
from gateway.documentation.merging import PREFIX, Document, merge
from gateway.documentation.security import add_security
from gateway.resources import service_for
from gateway.signin.settings import SignInSettings

TITLE: Final = "Abdi"
OWN: Final = "gateway"


def whole_document(documents: Mapping[str, Document], settings: SignInSettings, *, version: str) -> Document:
    """The public part of `documents` (by service, the gateway's own among them), and how to sign in."""
    merged = merge(documents, title=TITLE, version=version, is_public=_is_public)
    add_security(merged, settings)
    merged["info"]["description"] = describe(settings)
    return merged


def _is_public(service: str, path: str) -> bool:
    return service in {OWN, service_for(path.removeprefix(PREFIX))}
