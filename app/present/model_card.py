"""The model card: equations, constants, and predicted against published."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.present import text
from app.present.drawing.errors import draw_errors
from app.present.figures.errors import errors_figure
from app.present.tables import Table
from simcore.bandwidth.constants import BAND_LINES, KINDS, PATTERN_LINES
from simcore.bandwidth.predict import PredictedCase, summarise
from simcore.result import MODEL_VERSION

__all__ = ("FAMILY_WORDS", "ModelPage", "model_page")

FAMILY_WORDS: Mapping[str, str] = {
    "curve": "latency under load, from peak and idle latency",
    "mix": "rate of an interleaved mix, from each node alone",
    "readshare": "capacity at another read share",
    "speedup": "speed-up of weights over other weights",
    "stream": "STREAM at weights, from each node alone",
    "sweep": "rate at other thread counts, one node",
}

_W2 = (298.8, 113.04, 412.5)
_W5 = (273.2, 117.23, 382.7)
"""MLC in the cover letters: DRAM alone, plain interleave, weighted interleave, GB/s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPage:
    """Context of ``pages/model.html``."""

    title: str
    model: str
    summary: str
    families: Table
    cases: Table
    sources: tuple[tuple[str, str, str], ...]
    stream: Table
    fails: Table
    constants: Table
    patterns: str
    picture: Markup
    figure_text: Markup


def model_page(
    published: Sequence[Mapping[str, Any]], predicted: Sequence[PredictedCase]
) -> ModelPage:
    """The card for cases and the model's answers to them, in the same order."""
    figure = errors_figure(predicted)
    low, high = BAND_LINES
    kinds = ", ".join(f"{name} {lines:g}" for name, lines in PATTERN_LINES.items())
    return ModelPage(
        title="The model and its error",
        model=MODEL_VERSION,
        summary=str(summarise(predicted)),
        families=_families(predicted),
        cases=_cases(predicted),
        sources=_sources(published),
        stream=_stream(published, predicted),
        fails=_fails(),
        constants=_constants(),
        patterns=f"Lines in flight per thread: {kinds}; the band is {low:g} to {high:g}.",
        picture=draw_errors(predicted),
        figure_text=Markup(json.dumps(figure, separators=(",", ":")).replace("<", "\\u003c")),
    )


def _percent(value: float) -> str:
    return f"{value:.2f}"


def _families(predicted: Sequence[PredictedCase]) -> Table:
    rows = []
    for family, words in FAMILY_WORDS.items():
        own = summarise([case for case in predicted if case.family == family])
        rows.append((family, words, str(own.points), *map(_percent, (own.mean, own.p95, own.max))))
    return Table(
        "Absolute error by family, per cent",
        ("family", "what is predicted", "points", "mean", "p95", "max"),
        tuple(rows),
        (False, False, True, True, True, True),
    )


def _cases(predicted: Sequence[PredictedCase]) -> Table:
    rows = []
    for case in predicted:
        own = summarise([case])
        rows.append((case.id, case.family, str(own.points), _percent(own.mean), _percent(own.max)))
    return Table(
        "Absolute error by case, per cent",
        ("case", "family", "points", "mean", "max"),
        tuple(rows),
        (False, False, True, True, True),
    )


def _sources(published: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    """Title, authors with year, and address of each source, once."""
    found: dict[str, tuple[str, str, str]] = {}
    for case in published:
        source = case["source"]
        by = ", ".join(str(source[key]) for key in ("authors", "year") if key in source)
        address = str(source["url"]).split(" ", 1)[0]
        found.setdefault(address, (str(source["title"]), by, address))
    return tuple(found.values())


def _stream(published: Sequence[Mapping[str, Any]], predicted: Sequence[PredictedCase]) -> Table:
    rows = [
        (
            case["id"].removeprefix("stream-").capitalize(),
            text.ratio(asked["weights"]),
            text.gb_per_s(point.published),
            text.gb_per_s(point.predicted),
            f"{text.gb_per_s(point.low)} to {text.gb_per_s(point.high)}",
            f"{point.error_percent:+.1f}",
        )
        for case, answer in zip(published, predicted, strict=True)
        if case["family"] == "stream"
        for asked, point in zip(case["predict"], answer.points, strict=True)
    ]
    return Table(
        "STREAM of the cover letter, GB/s",
        ("kernel", "weights", "published", "predicted", "band", "error, %"),
        tuple(rows),
        (False, False, True, True, True, True),
    )


def _fails() -> Table:
    """MLC of the cover letter against the ceiling that its own numbers imply for one CXL node."""
    rows = []
    for name, (dram, plain, weighted) in (("W2, 2:1", _W2), ("W5, 1:1", _W5)):
        ceiling = dram + plain / 2
        rows.append(
            (
                name,
                *map(text.gb_per_s, (dram, plain, weighted, ceiling)),
                f"{(ceiling / weighted - 1) * 100:+.1f}",
            )
        )
    return Table(
        "MLC of the cover letter, GB/s",
        ("reads:writes", "DRAM only", "interleave", "weighted", "ceiling", "error, %"),
        tuple(rows),
        (False, True, True, True, True, True),
    )


def _constants() -> Table:
    rows = tuple(
        (
            name,
            "link" if kind.is_link else "node",
            kind.law,
            f"{kind.write_ratio:g}",
            "–" if kind.total_ratio is None else f"{kind.total_ratio:g}",
            f"{kind.rise_ns:g}",
            f"{kind.queue_ns:g}",
            f"{kind.idle_ns:g}",
            f"{kind.read_gb_per_s:g}",
            kind.source,
        )
        for name, kind in KINDS.items()
    )
    return Table(
        "Constants by kind",
        ("kind", "of", "law", "W/R", "T/R", "rise ns", "queue ns", "idle ns", "GB/s", "source"),
        rows,
        (False, False, False, *[True] * 6, False),
    )
