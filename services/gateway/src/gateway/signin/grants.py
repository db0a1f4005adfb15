"""What development's token endpoint gives for which request (RFC 6749), apart from HTTP."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from abdi.clock import Clock
from abdi.sign_ins import read_sign_ins
from abdi.tokens import DEFAULT_LIFETIME, DevKeys, Principal, TokenIssuer
from gateway.signin.clients import Client, find_client, read_clients
from gateway.signin.settings import SignInSettings

CLIENT_CREDENTIALS: Final = "client_credentials"
DEMO: Final = "urn:abdi:demo"
GRANTS: Final = (CLIENT_CREDENTIALS, DEMO)
FORM: Final = "application/x-www-form-urlencoded"
LIFETIME_OF_SYSTEMS: Final = timedelta(minutes=10)
MOST_FIELDS: Final = 20


class GrantRefused(Exception):  # noqa: N818 - errors are named by the fact
    """The request gets no token: `error` is the code of RFC 6749 (section 5.2)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


@dataclass(frozen=True)
class TokenRequest:
    """What came over HTTP: the body as it is, its type, and the Authorization header."""

    body: bytes
    content_type: str
    authorization: str


@dataclass(frozen=True)
class Granted:
    """A token, how many seconds it holds, and the scopes that it has."""

    token: str
    seconds: int
    scopes: frozenset[str] = frozenset()


def grant(settings: SignInSettings, clock: Clock, asked: TokenRequest) -> Granted:
    """A token for an agency's system or a person of the demo. Raises GrantRefused."""
    fields = _fields(asked)
    kind = fields.get("grant_type")
    if kind is None:
        raise GrantRefused("invalid_request", "grant_type is missing")
    if kind == CLIENT_CREDENTIALS:
        return _for_system(settings, clock, asked=asked, fields=fields)
    if kind == DEMO:
        return _for_person(settings, clock, fields=fields)
    raise GrantRefused("unsupported_grant_type", f"supported: {', '.join(GRANTS)}")


def issuer_of(settings: SignInSettings, clock: Clock) -> TokenIssuer:
    """The issuer with this gateway's key. Raises LookupError without one, and in production."""
    if not settings.has_development_issuer or settings.dev_issuer_key_file is None:
        raise LookupError("there is no development issuer here")
    return TokenIssuer(
        DevKeys(settings.dev_issuer_key_file, settings.dev_issuer_key_file),
        env=settings.env,
        audience=settings.token_audience,
        clock=clock,
        issuer=settings.token_issuer,
    )


def _for_system(
    settings: SignInSettings, clock: Clock, *, asked: TokenRequest, fields: Mapping[str, str]
) -> Granted:
    client = _client(settings, asked, fields)
    wanted = frozenset(fields.get("scope", "").split()) or client.scopes
    if beyond := wanted - client.scopes:
        raise GrantRefused("invalid_scope", f"not for this client: {' '.join(sorted(beyond))}")
    principal = Principal(
        subject=f"client:{client.client_id}",
        kind="agency_system",
        agency=client.agency,
        roles=frozenset({"agency_system"}),
        scopes=wanted,
    )
    token = issuer_of(settings, clock).issue(principal, lifetime=LIFETIME_OF_SYSTEMS)
    return Granted(token, int(LIFETIME_OF_SYSTEMS.total_seconds()), wanted)


def _for_person(settings: SignInSettings, clock: Clock, *, fields: Mapping[str, str]) -> Granted:
    people = read_sign_ins(settings.dev_people_file) if settings.dev_people_file else {}
    person = people.get(fields.get("person", ""))
    if person is None or person.kind != "person":
        raise GrantRefused("invalid_grant", "person names nobody of the demo; GET /dev/people lists them")
    token = issuer_of(settings, clock).issue(person.principal(), lifetime=DEFAULT_LIFETIME)
    return Granted(token, int(DEFAULT_LIFETIME.total_seconds()))


def _client(settings: SignInSettings, asked: TokenRequest, fields: Mapping[str, str]) -> Client:
    credentials = _from_header(asked.authorization)
    if credentials is not None and "client_secret" in fields:
        raise GrantRefused("invalid_request", "credentials in the header or in the body, not both")
    client_id, secret = credentials or (fields.get("client_id", ""), fields.get("client_secret", ""))
    client = find_client(read_clients(settings.dev_clients_file), client_id, secret)
    if client is None:
        raise GrantRefused("invalid_client", "unknown client or wrong secret")
    return client


def _from_header(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise GrantRefused("invalid_client", "the credentials cannot be read") from error
    return (unquote_plus(name), unquote_plus(secret)) if colon else ("", "")


def _fields(asked: TokenRequest) -> dict[str, str]:
    if asked.content_type.partition(";")[0].strip().lower() != FORM:
        raise GrantRefused("invalid_request", f"send {FORM}")
    try:
        pairs = parse_qsl(asked.body.decode("ascii"), strict_parsing=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise GrantRefused("invalid_request", "the form cannot be read") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise GrantRefused("invalid_request", "a parameter is repeated")
    return fields
