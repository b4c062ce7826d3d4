"""Predict published measurements from what a user of the machine would have known.

``predict_case`` takes a case as read from JSON; ``summarise`` puts errors together. Errors are
in per cent of the published value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from simcore.bandwidth.cases import CaseError, Reader
from simcore.bandwidth.constants import BAND_LINES
from simcore.bandwidth.families import FAMILIES, lines_of
from simcore.bandwidth.solve import MODEL_ERROR

__all__ = ("CaseError", "Point", "PredictedCase", "Summary", "predict_case", "summarise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One published value and what the model says; ``low`` to ``high`` is the model's band."""

    published: float
    predicted: float
    low: float
    high: float

    @property
    def error_percent(self) -> float:
        """How far the prediction is above the published value."""
        return 100 * (self.predicted / self.published - 1)

    def as_plain(self) -> dict[str, float]:
        """The point for JSON."""
        return asdict(self) | {"error_percent": self.error_percent}


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedCase:
    """A case and its points, in the order of the file."""

    id: str
    family: str
    points: tuple[Point, ...]

    def as_plain(self) -> dict[str, object]:
        """The case for JSON."""
        points = [point.as_plain() for point in self.points]
        return {"id": self.id, "family": self.family, "points": points}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Absolute errors in per cent; ``p95`` is element floor(0.95 n) of the sorted ones."""

    points: int
    mean: float
    p95: float
    max: float

    def __str__(self) -> str:
        return (
            f"points {self.points}, mean {self.mean:.2f} %, "
            f"p95 {self.p95:.2f} %, max {self.max:.2f} %"
        )


def predict_case(case: object) -> PredictedCase:
    """Predict all points of a case. Raises CaseError that names the key that is wrong."""
    reader = Reader(case)
    if reader.at("format").value != 1:
        raise CaseError("format", "must be 1")
    family = FAMILIES[reader.at("family").one_of(FAMILIES)]
    published = [_published(point, family.metric) for point in reader.at("predict").items()]
    lines = lines_of(reader)
    predicted = family.rule(reader, lines)
    ends = [family.rule(reader, end) for end in BAND_LINES] if family.by_lines else []
    return PredictedCase(
        id=reader.at("id").text(),
        family=reader.at("family").text(),
        points=tuple(
            _point(value, [own, *others])
            for value, own, *others in zip(published, predicted, *ends, strict=True)
        ),
    )


def summarise(cases: Iterable[PredictedCase]) -> Summary:
    """Errors of all points of some cases; zeros if there are none."""
    errors = sorted(abs(point.error_percent) for case in cases for point in case.points)
    if not errors:
        return Summary(points=0, mean=0.0, p95=0.0, max=0.0)
    return Summary(
        points=len(errors),
        mean=sum(errors) / len(errors),
        p95=errors[int(0.95 * len(errors))],
        max=errors[-1],
    )


def _published(point: Reader, metric: str) -> float:
    """The measured value of a point, which must be of the family's metric."""
    if point.at("metric").text() != metric:
        raise CaseError(point.at("metric").key, f"must be {metric}")
    return point.at("published").number()


def _point(published: float, predicted: list[float]) -> Point:
    """A point with its band: what the lines in flight make of it, or the model's own error."""
    own = predicted[0]
    return Point(
        published=published,
        predicted=own,
        low=min(own * (1 - MODEL_ERROR), *predicted),
        high=max(own * (1 + MODEL_ERROR), *predicted),
    )
