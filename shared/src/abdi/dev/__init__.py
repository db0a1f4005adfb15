"""The laptop environment: bundled servers, secrets, bootstrap, launcher. Production uses none of it."""
