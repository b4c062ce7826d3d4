"""The pictures that the server draws, by name: for frames in other pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from app.present.drawing.charts import draw_curve, draw_distribution, draw_strip
from app.present.drawing.machine import draw_machine
from app.present.views import View

__all__ = ("PICTURES", "pictures")


def _machine(view: View) -> Markup:
    return draw_machine(view.experiment.machine, view.result, at=view.state.at, words=view.words)


PICTURES: Final[Mapping[str, Callable[[View], Markup | None]]] = MappingProxyType(
    {
        "machine": _machine,
        "bandwidth": draw_curve,
        "strip": draw_strip,
        "distribution": draw_distribution,
    }
)


def pictures(view: View, wanted: Collection[str]) -> dict[str, Markup]:
    """SVG by name; a picture that has nothing to show is left out."""
    made = ((name, draw(view)) for name, draw in PICTURES.items() if name in wanted)
    return {name: picture for name, picture in made if picture is not None}
