"""A share as a picture of 1200 × 630 dots: what chats and pages show beside its link.

A view of the stored experiment with its stored result comes in, the bytes of a PNG go out, the
same bytes every time. It is drawn with the one font that Pillow brings along, which knows the
letters of English: other letters lose their accents, and what is left of a script that it does
not know is a question mark. So the picture speaks English on pages of every language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from app.present import text
from app.present.drawing.axes import round_steps
from app.present.drawing.boxes import Box, middle
from app.present.drawing.layout import lay_out
from app.present.drawing.machine import thickness
from app.present.figures.bandwidth import alone_levels, tick_text, tick_weights, top_of
from app.present.kinds import KINDS
from app.present.preview import tags
from app.present.views import View
from app.present.weighing import weights_later
from app.words import ENGLISH
from simcore.result import WeightCurve
from simcore.spec.machine import Node

__all__ = ("KEYWORD", "SIZE", "drawable", "headline", "picture", "picture_alt", "policy_line")

SIZE: Final = (1200, 630)
KEYWORD: Final = "ilx-experiment"
"""Name of the PNG's text that holds the experiment."""

_SCALE: Final = 2
"""Everything is drawn so many times as large and made smaller: that smooths the edges."""
_INK, _MUTED, _LINE, _CARD, _WASH, _BAND = (
    "#16191d",
    "#5b6570",
    "#dfe3e8",
    "#ffffff",
    "#eff2f6",
    "#e4e9ee",
)
_MACHINE: Final[Box] = (48, 136, 500, 384)
_CURVE: Final[Box] = (640, 262, 512, 258)
_LARGEST: Final = 1.5
"""A machine of few parts is not drawn larger than so many times its size on the page."""
_LETTERS: Final = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("«»·…±°")
_WRITTEN: Final = str.maketrans(
    {"ß": "ss", "–": "-", "—": "-", "×": "x", "’": "'", "“": '"', "”": '"', "„": '"'}
)

Point = tuple[float, float]


def drawable(said: str) -> str:
    """The text in letters that the font has; marks that change the direction are dropped."""
    line = " ".join(said.translate(_WRITTEN).split())
    plain = unicodedata.normalize("NFKD", line)
    kept = (c for c in plain if unicodedata.category(c) not in ("Mn", "Cf", "Cc"))
    return re.sub("\0+", "?", "".join(c if c in _LETTERS else "\0" for c in kept))


def headline(view: View) -> str:
    """What the workload gets, or that there is no rate."""
    if view.stream is None:
        return view.words("picture.no_rate")
    return f"{text.gb_per_s(view.stream.gb_per_s, view.words)} GB/s"


def policy_line(view: View) -> str:
    """The policy in force, with the weights where they count: weighted interleave 9:1.

    Weights that events change are those at the start, and that is said.
    """
    policy = view.in_force
    if policy is None:
        return view.words("picture.no_policy")
    mode = policy.mode.replace("_", " ")
    if policy.mode != "weighted_interleave" or not view.policy_nodes:
        return mode
    told = f"{mode} {text.ratio([view.weights[node] for node in view.policy_nodes])}"
    return view.words("picture.at_first", policy=told) if weights_later(view) else told


def picture_alt(view: View, title: str) -> str:
    """The picture in words."""
    facts = {"machine": tags(view)["machine"], "policy": policy_line(view), "rate": headline(view)}
    return view.words("picture.alt", title=title or view.words("workbench.untitled"), **facts)


def picture(view: View, *, title: str, carried: str, sid: str = "") -> bytes:
    """The PNG of a share; ``carried`` is the JSON text that travels in it."""
    english = View(view.experiment, view.result, view.state, ENGLISH)
    image = Image.new("RGB", (SIZE[0] * _SCALE, SIZE[1] * _SCALE), _CARD)
    sheet = _Sheet(image)
    _frame(sheet, english, title, sid)
    _machine(sheet, english)
    _answer(sheet, english)
    curve = english.result.curve
    if curve is None:
        _shares(sheet, english)
    else:
        _curve(sheet, english, curve)
    said = PngInfo()
    said.add_itxt(KEYWORD, carried, zip=True)
    out = BytesIO()
    image.reduce(_SCALE).save(out, "PNG", pnginfo=said, compress_level=6)
    return out.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size * _SCALE)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


class _Sheet:
    """Drawing in the picture's own dots."""

    def __init__(self, image: Image.Image) -> None:
        self._draw = ImageDraw.Draw(image)

    def write(
        self, at: Point, said: str, size: int, colour: str, *, anchor: str = "ls", room: float = 0
    ) -> None:
        """A line of text, cut where ``room`` ends."""
        line = drawable(said)
        if room and self._width(line, size) > room:
            while line and self._width(f"{line}…", size) > room:
                line = line[:-1]
            line = f"{line.rstrip()}…"
        self._draw.text(_large(at), line, colour, _font(size), anchor)

    def _width(self, line: str, size: int) -> float:
        return _font(size).getlength(line) / _SCALE

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        dots = [_large(point) for point in points]
        self._draw.line(dots, colour, round(width * _SCALE), joint="curve")

    def area(self, points: Sequence[Point], colour: str) -> None:
        self._draw.polygon([_large(point) for point in points], colour)

    def dot(self, at: Point, radius: float, colour: str) -> None:
        self._draw.circle(_large(at), radius * _SCALE, colour)

    def box(
        self, box: Box, radius: float, fill: str, *, edge: str | None = None, width: float = 0
    ) -> None:
        x, y, w, h = box
        corners = [_large((x, y)), _large((x + w, y + h))]
        self._draw.rounded_rectangle(
            corners, radius * _SCALE, fill, edge, round(width * _SCALE) or 1
        )


def _large(point: Point) -> Point:
    return round(point[0] * _SCALE), round(point[1] * _SCALE)


def _frame(sheet: _Sheet, view: View, title: str, sid: str) -> None:
    """The title, and on the bottom line where the picture comes from."""
    sheet.write((48, 86), title or policy_line(view), 46, _INK, room=1104)
    sheet.box((0, 568, 1200, 62), 0, _WASH)
    sheet.write((48, 609), f"ilx  {sid}", 26, _INK)
    told = view.words("picture.simulated", model=view.result.model)
    sheet.write((1152, 609), told, 22, _MUTED, anchor="rs", room=760)


def _answer(sheet: _Sheet, view: View) -> None:
    """The number that counts, and the policy that brings it."""
    sheet.write((640, 190), headline(view), 76 if view.stream else 40, _INK, room=512)
    sheet.write((640, 232), policy_line(view), 26, _MUTED, room=512)
    sheet.write((48, 546), tags(view)["machine"], 22, _MUTED, room=500)


def _machine(sheet: _Sheet, view: View) -> None:
    """Boxes and lines where the page's own drawing has them."""
    machine = view.experiment.machine
    layout = lay_out(machine, view.state.at)
    place, scale = _fitted(layout.view, _MACHINE)
    for line in layout.lines:
        sheet.line([place(*point) for point in line.points], _MUTED, max(1.5, thickness(None)))
    names = [(f"socket{each.id}", f"socket {each.id}") for each in machine.sockets]
    names += [(f"switch{each.id}", f"switch {each.id}") for each in machine.switches]
    for name, label in names:
        box = _moved(layout.boxes[name], place, scale)
        sheet.box(box, 6, _CARD, edge=_INK, width=2)
        _label(sheet, box, label, _INK)
    for node in machine.nodes:
        _node(sheet, _moved(layout.boxes[f"node{node.id}"], place, scale), node)


def _node(sheet: _Sheet, box: Box, node: Node) -> None:
    kind = KINDS[node.kind]
    if not node.mib:
        sheet.box(box, 6, _CARD, edge=_LINE, width=2)
        return
    sheet.box(box, 20 * box[2] / 152 if kind.shape == "rounded" else 4, kind.deep)
    _label(sheet, box, f"{node.id} {kind.label}", _CARD)


def _label(sheet: _Sheet, box: Box, said: str, colour: str) -> None:
    """A name in its box, where it can be read."""
    size = round(min(24.0, box[3] * 0.36))
    if size >= 8:  # dots; smaller letters cannot be read
        sheet.write(middle(box), said, size, colour, anchor="mm", room=box[2] - 8)


def _fitted(view: Box, into: Box) -> tuple[Callable[[float, float], Point], float]:
    """How a point of the drawing becomes one of the picture."""
    scale = min(into[2] / view[2], into[3] / view[3], _LARGEST)
    left = into[0]
    top = into[1] + (into[3] - view[3] * scale) / 2
    return lambda x, y: (left + (x - view[0]) * scale, top + (y - view[1]) * scale), scale


def _moved(box: Box, place: Callable[[float, float], Point], scale: float) -> Box:
    return (*place(box[0], box[1]), box[2] * scale, box[3] * scale)


def _curve(sheet: _Sheet, view: View, curve: WeightCurve) -> None:
    """Bandwidth over the weight: band, levels of single nodes, the curve, the present point."""
    left, top, width, height = _CURVE
    first, last, most = curve.points[0][0], curve.points[-1][0], top_of(curve)

    def at(weight: float, rate: float) -> Point:
        x = left + (weight - first) / max(last - first, 1) * width
        return x, top + (1 - rate / most) * height

    band = [at(p[0], p[3]) for p in curve.points]
    sheet.area([*band, *(at(p[0], p[2]) for p in reversed(curve.points))], _BAND)
    for rate in round_steps(most):
        sheet.line([at(first, rate), at(last, rate)], _LINE, 1)
        sheet.write((left - 10, at(first, rate)[1]), f"{rate:g}", 18, _MUTED, anchor="rm")
    for kind, rates in alone_levels(view, curve).items():
        for rate in rates:
            sheet.line([at(first, rate), at(last, rate)], KINDS[kind].colour, 2)
    sheet.line([at(p[0], p[1]) for p in curve.points], _INK, 4)
    for weight in tick_weights(first, last, 4):
        anchor = {first: "lt", last: "rt"}.get(weight, "mt")
        told = tick_text(curve, weight)
        sheet.write((at(weight, 0)[0], top + height + 8), told, 18, _MUTED, anchor=anchor)
    if view.stream and view.in_force and view.in_force.mode == "weighted_interleave":
        sheet.dot(at(curve.weights[str(curve.node)], view.stream.gb_per_s), 10, _INK)


def _shares(sheet: _Sheet, view: View) -> None:
    """Where there is no curve: the pages of each node as one bar."""
    pages = view.region[1].pages_on if view.region else {}
    total, left = sum(pages.values()), _CURVE[0]
    if not total:
        return
    for node, count in sorted(pages.items(), key=lambda item: int(item[0])):
        width = count / total * _CURVE[2]
        box = (left, _CURVE[1] + 90, width, 80)
        sheet.box(box, 0, KINDS[view.kinds[int(node)]].deep)
        if width > 40:  # dots: below, a name has no room
            sheet.write(middle(box), node, 24, _CARD, anchor="mm", room=width)
        left += width
    sheet.write((_CURVE[0], _CURVE[1] + 206), view.words("picture.shares"), 20, _MUTED)
