"""Presenters: from an experiment and its result to what people read. No queries, no engines."""
