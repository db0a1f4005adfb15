"""The words at the top of the document: how to get a token and use it, as commands that run as they are."""

from typing import Final

from gateway.signin.settings import SignInSettings

ABOUT: Final = """\
The working life of civil servants (ASN): registry, performance, training, recruitment, promotion.

{sign_in}

What a person may see follows from the registry: the own data, the people below, the unit, the agency. What is
out of scope is not found (404), what is not permitted is forbidden (403). Lists come in pages: take
`page.next_cursor` as `cursor` of the next request. Changes need `If-Match` with the `ETag` that was read, and
take an `Idempotency-Key`.

Errors are `application/problem+json` with a stable `code`; texts follow `Accept-Language` (Indonesian first,
English).
"""
ON_A_LAPTOP: Final = """\
**Sign in** above as one of the demo's people, or in a terminal:

```sh
TOKEN=$(curl -s {address}/dev/token -d grant_type=urn:abdi:demo -d person={person} \\
  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl -s {address}/v1/me -H "Authorization: Bearer $TOKEN"
```

`GET /dev/people` lists the names. An agency's system uses client credentials with the scopes that it needs;
ids and secrets lie in `keys/clients.json` of the state folder: `curl -s {address}/dev/token -u ID:SECRET
-d grant_type=client_credentials -d scope=personnel.employees.read`."""
WITH_AN_ISSUER: Final = """\
**Sign in** with an access token of `{issuer}` for the audience `{audience}`, and send it as
`Authorization: Bearer ...`. Agency systems get theirs by client credentials, with scopes."""
PERSON: Final = "siti"


def describe(settings: SignInSettings) -> str:
    """The description of the whole API under these settings."""
    if settings.has_development_issuer:
        address = f"http://{settings.host}:{settings.port}"
        return ABOUT.format(sign_in=ON_A_LAPTOP.format(address=address, person=PERSON))
    sign_in = WITH_AN_ISSUER.format(issuer=settings.token_issuer, audience=settings.token_audience)
    return ABOUT.format(sign_in=sign_in)
