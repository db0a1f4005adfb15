"""Published stages as packages that a stranger can recompute: format, builder and `abdi verify`."""
