"""Steps of the administrative selection that take everybody at once: asked for, followed, done by jobs."""
