"""Schema changes, applied in order when the server starts."""
