"""Development's signing key, made on first use."""

from abdi.tokens import DevKeys, ensure_dev_keys

__all__ = ["DevKeys", "ensure_dev_keys"]
