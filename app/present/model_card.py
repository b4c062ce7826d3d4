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
from app.words import ENGLISH, Words
from simcore.bandwidth.constants import BAND_LINES, KINDS, PATTERN_LINES
from simcore.bandwidth.predict import PredictedCase, summarise
from simcore.result import MODEL_VERSION

__all__ = ("FAMILIES", "ModelPage", "model_page")

_ALIKE = ("p95", "W/R", "T/R", "GB/s")
FAMILIES = ("curve", "mix", "readshare", "speedup", "stream", "sweep")

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
    published: Sequence[Mapping[str, Any]],
    predicted: Sequence[PredictedCase],
    words: Words = ENGLISH,
) -> ModelPage:
    """The card for cases and the model's answers to them, in the same order."""
    tell = _Teller(words)
    figure = errors_figure(predicted, words)
    low, high = BAND_LINES
    kinds = ", ".join(f"{name} {tell.short(lines)}" for name, lines in PATTERN_LINES.items())
    return ModelPage(
        title=words("model.title"),
        model=MODEL_VERSION,
        summary=tell.summary(predicted),
        families=tell.families(predicted),
        cases=tell.cases(predicted),
        sources=_sources(published),
        stream=tell.stream(published, predicted),
        fails=tell.fails(),
        constants=tell.constants(),
        patterns=words(
            "model.patterns", patterns=kinds, low=tell.short(low), high=tell.short(high)
        ),
        picture=draw_errors(predicted, words),
        figure_text=Markup(json.dumps(figure, separators=(",", ":")).replace("<", "\\u003c")),
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


@dataclass(frozen=True, slots=True)
class _Teller:
    """The tables of the card in one language."""

    words: Words

    def short(self, number: float) -> str:
        """A number without trailing zeros."""
        return text.decimal(number, "g", self.words)

    def _percent(self, value: float) -> str:
        return text.decimal(value, ".2f", self.words)

    def _signed(self, percent: float) -> str:
        return text.signed(percent, ".1f", self.words)

    def _rate(self, rate: float) -> str:
        return text.gb_per_s(rate, self.words)

    def _heads(self, *names: str) -> tuple[str, ...]:
        """Heads by their words; what is written alike everywhere stands for itself."""
        return tuple(name if name in _ALIKE else self.words(f"model.{name}") for name in names)

    def summary(self, predicted: Sequence[PredictedCase]) -> str:
        """How far all predictions are off, in a line."""
        total = summarise(predicted)
        ends = {"mean": total.mean, "p95": total.p95, "max": total.max}
        told = {name: self._percent(value) for name, value in ends.items()}
        return self.words("model.summary", points=total.points, **told)

    def families(self, predicted: Sequence[PredictedCase]) -> Table:
        """The error of each family of cases."""
        rows = []
        for family in FAMILIES:
            own = summarise([case for case in predicted if case.family == family])
            errors = map(self._percent, (own.mean, own.p95, own.max))
            rows.append((family, self.words(f"model.family_{family}"), str(own.points), *errors))
        return Table(
            self.words("model.families"),
            self._heads("family", "what", "points", "mean", "p95", "most"),
            tuple(rows),
            (False, False, True, True, True, True),
        )

    def cases(self, predicted: Sequence[PredictedCase]) -> Table:
        """The error of each case."""
        rows = []
        for case in predicted:
            own = summarise([case])
            errors = map(self._percent, (own.mean, own.max))
            rows.append((case.id, case.family, str(own.points), *errors))
        return Table(
            self.words("model.cases"),
            self._heads("case", "family", "points", "mean", "most"),
            tuple(rows),
            (False, False, True, True, True),
        )

    def stream(
        self, published: Sequence[Mapping[str, Any]], predicted: Sequence[PredictedCase]
    ) -> Table:
        """STREAM of the cover letter, point by point."""
        rows = [
            (
                case["id"].removeprefix("stream-").capitalize(),
                text.ratio(asked["weights"]),
                self._rate(point.published),
                self._rate(point.predicted),
                self.words("model.range", low=self._rate(point.low), high=self._rate(point.high)),
                self._signed(point.error_percent),
            )
            for case, answer in zip(published, predicted, strict=True)
            if case["family"] == "stream"
            for asked, point in zip(case["predict"], answer.points, strict=True)
        ]
        return Table(
            self.words("model.stream"),
            self._heads("kernel", "weights", "published", "forecast", "band", "error"),
            tuple(rows),
            (False, False, True, True, True, True),
        )

    def fails(self) -> Table:
        """MLC of the cover letter against the ceiling that its own numbers imply for one node."""
        rows = []
        for name, (dram, plain, weighted) in (("W2, 2:1", _W2), ("W5, 1:1", _W5)):
            ceiling = dram + plain / 2
            rates = map(self._rate, (dram, plain, weighted, ceiling))
            rows.append((name, *rates, self._signed((ceiling / weighted - 1) * 100)))
        return Table(
            self.words("model.fails"),
            self._heads("reads_writes", "dram_only", "interleave", "weighted", "top", "error"),
            tuple(rows),
            (False, True, True, True, True, True),
        )

    def constants(self) -> Table:
        """What is assumed of each kind; where it comes from is told in English only."""
        rows = tuple(
            (
                name,
                self.words("model.is_link" if kind.is_link else "model.is_node"),
                self.words(f"model.law_{kind.law}"),
                self.short(kind.write_ratio),
                "–" if kind.total_ratio is None else self.short(kind.total_ratio),
                self.short(kind.rise_ns),
                self.short(kind.queue_ns),
                self.short(kind.idle_ns),
                self.short(kind.read_gb_per_s),
                kind.source,
            )
            for name, kind in KINDS.items()
        )
        named = ("rise", "queue", "idle", "GB/s", "source")
        return Table(
            self.words("model.constants"),
            self._heads("kind", "of", "law", "W/R", "T/R", *named),
            rows,
            (False, False, False, *[True] * 6, False),
            (9,) if self.words.language != "en" else (),
        )
