"""Who asks and what they may ask for: tokens, principals, permissions of routes."""

from abdi.auth.permissions import authenticate, is_public, permission_of, public, requires
from abdi.auth.verifier import TokenVerifier
from abdi.policy import Permission
from abdi.tokens import DevelopmentTokensRefused, DevKeys, Principal, TokenIssuer, ensure_dev_keys

__all__ = [
    "DevKeys",
    "DevelopmentTokensRefused",
    "Permission",
    "Principal",
    "TokenIssuer",
    "TokenVerifier",
    "authenticate",
    "ensure_dev_keys",
    "is_public",
    "permission_of",
    "public",
    "requires",
]
