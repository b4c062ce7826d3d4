"""Figures for Prometheus, in a registry of each application's own."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from app.errors import KINDS
from app.web.seen import Seen

__all__ = ("Metrics",)

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds: from a file to the longest search."""
_PREVIEWED = frozenset({("/api/v1/preview", 200)})
_SAVED = frozenset({("/api/v1/experiments", 201), ("/x", 303)})


class Metrics:
    """Counts of requests, previews, saves and refusals; sizes of store and process."""

    def __init__(self, stored_bytes: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        labels = ("route", "method")
        self._requests = Counter(
            "ilx_requests", "Requests answered", (*labels, "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "ilx_request_seconds",
            "Time from a request to the end of its answer",
            labels,
            buckets=_BOUNDS,
            registry=self._registry,
        )
        self._previews = Counter("ilx_previews", "Previews computed", registry=self._registry)
        self._saves = Counter("ilx_saves", "Experiments saved", registry=self._registry)
        self._refusals = Counter(
            "ilx_refusals", "Requests refused, by kind", ("kind",), registry=self._registry
        )
        size = Gauge("ilx_store_bytes", "Bytes of the database's files", registry=self._registry)
        size.set_function(stored_bytes)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)

    def count(self, seen: Seen, seconds: float) -> None:
        """Take a request that is over into account."""
        self._requests.labels(seen.route, seen.method, str(seen.status)).inc()
        self._seconds.labels(seen.route, seen.method).observe(seconds)
        done = (seen.route, seen.status)
        if done in _PREVIEWED:
            self._previews.inc()
        if done in _SAVED:
            self._saves.inc()
        if seen.status >= 400:
            kind = KINDS.get(seen.status)
            self._refusals.labels(kind.name if kind else str(seen.status)).inc()

    def text(self) -> bytes:
        """The figures as Prometheus reads them."""
        return generate_latest(self._registry)
