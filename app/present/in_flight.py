"""What the band of the rates is for: the lines in flight of a view's streams, in words."""

from __future__ import annotations

from app.present import text
from app.present.views import View
from simcore.bandwidth import BAND_LINES, PATTERN_LINES

__all__ = ("band_ends", "band_told", "lines_told")

_USUAL = PATTERN_LINES["stream"]
_LOW, _HIGH = (end / _USUAL for end in BAND_LINES)


def _lines(view: View) -> set[float | None]:
    """The lines in flight of all streams; None for one whose lines are known, a pointer chase."""
    return {
        None
        if stream.pattern == "chase"
        else float(stream.mlp if stream.mlp is not None else PATTERN_LINES[stream.pattern])
        for stream in view.experiment.workload.streams
    }


def band_ends(view: View) -> tuple[str, str] | None:
    """The lines in flight at the ends of the band; None where they are not one number each."""
    lines = _lines(view)
    one = next(iter(lines), None)
    if len(lines) != 1 or one is None:
        return None
    return _number(one * _LOW, view), _number(one * _HIGH, view)


def _number(lines: float, view: View) -> str:
    return text.decimal(lines, ".4g", view.words)


def lines_told(view: View) -> str:
    """How many lines in flight the band is for, to follow "for"."""
    say, lines, ends = view.words, _lines(view), band_ends(view)
    if ends is None:
        return say("summary.lines_known" if lines == {None} else "summary.lines_each")
    low, high = ends
    if lines == {_USUAL}:
        return say("summary.lines_usual", low=low, high=high)
    count = next(line for line in lines if line is not None)
    return say("summary.lines_set", n=int(count), low=low, high=high)


def band_told(view: View, low: str, high: str) -> str:
    """The band of the present rate, in a sentence."""
    if _lines(view) == {None}:
        return view.words("advice.band_known", low=low, high=high)
    return view.words("advice.band", low=low, high=high, lines=lines_told(view))
