"""Pictures are well-formed, named, and escape what people typed."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.present.drawing.charts import (
    draw_curve,
    draw_distribution,
    draw_strip,
    draw_thumbnail,
)
from app.present.drawing.machine import draw_machine
from app.present.drawing.svg import el
from app.present.figures import bandwidth_figure, distribution_figure
from app.present.views import View
from app.settings import CHECKOUT
from simcore import decode, simulate
from tests.build import default_experiment

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def view() -> View:
    experiment = decode(default_experiment())
    return View(experiment, simulate(experiment))


def test_text_and_attributes_are_escaped() -> None:
    made = el("text", "a<b&c", title='"x"')
    assert made == '<text title="&quot;x&quot;">a&lt;b&amp;c</text>'


def test_the_machine_names_every_node_and_says_itself_in_words(view: View) -> None:
    root = ElementTree.fromstring(draw_machine(view.experiment.machine, view.result))
    titles = [title.text or "" for title in root.iter(f"{SVG}title")]
    assert any(title.startswith("node 0 DRAM") for title in titles)
    assert any(title.startswith("node 1 CXL") for title in titles)
    description = root.find(f"{SVG}desc")
    assert description is not None
    assert "node 1 is CXL" in (description.text or "")


def test_links_are_named_by_what_they_join_and_by_a_name_that_says_more(view: View) -> None:
    machine = view.experiment.machine
    told = f"CXL link between node 1 and socket 0, named {machine.links[0].id}"
    plain = machine.links[0].model_copy(update={"id": "cxl-node1-socket0"})
    assert told in unescape(str(draw_machine(machine)))
    again = str(draw_machine(machine.model_copy(update={"links": (plain,)})))
    assert "CXL link between node 1 and socket 0," in again
    assert "named" not in again


def test_every_kind_has_an_outline_of_its_own(view: View) -> None:
    outlines = set()
    for kind in ("dram", "hbm", "cxl", "remote", "pmem"):
        node = view.experiment.machine.nodes[0].model_copy(update={"kind": kind})
        machine = view.experiment.machine.model_copy(update={"nodes": (node,), "links": ()})
        root = ElementTree.fromstring(draw_machine(machine))
        group = next(g for g in root.iter(f"{SVG}g") if "memory" in (g.get("class") or ""))
        shape = next(part for part in group if part.tag in (f"{SVG}rect", f"{SVG}polygon"))
        outlines.add((shape.tag, shape.get("rx"), shape.get("points")))
    assert len(outlines) == 5


def test_every_chart_is_well_formed(view: View) -> None:
    for draw in (draw_curve, draw_distribution, draw_strip, draw_thumbnail):
        picture = draw(view)
        assert picture is not None
        ElementTree.fromstring(picture)


def test_the_strip_has_a_numbered_cell_for_each_page(view: View) -> None:
    picture = draw_strip(view)
    assert picture is not None
    root = ElementTree.fromstring(picture)
    digits = [cell.text for cell in root.iter(f"{SVG}text")]
    assert digits[:14] == list("00010000000001")


def test_the_servers_curve_says_what_the_browsers_does() -> None:
    file = Path(__file__).parents[4] / "app" / "presets" / "two-sockets-two-cxl.json"
    experiment = decode(json.loads(file.read_text())["experiment"])
    view = View(experiment, simulate(experiment))
    figure, drawn = bandwidth_figure(view), draw_curve(view)
    assert figure is not None
    assert drawn is not None
    words = re.findall(r"<text[^>]*>([^<]+)</text>", unescape(str(drawn)))
    axis = figure["layout"]["xaxis"]
    labels = [
        text for trace in figure["data"] if trace["name"] == "labels" for text in trace["text"]
    ]

    assert axis["title"]["text"] == "weight of node 0, with nodes 1-3 at 3:2:1"
    assert {axis["title"]["text"], *axis["ticktext"]} <= set(words)
    assert {label.strip() for label in labels} <= set(words)


def test_pictures_leave_the_same_margins_as_the_figures_that_replace_them(view: View) -> None:
    pairs = ((draw_curve, bandwidth_figure), (draw_distribution, distribution_figure))
    for draw, make in pairs:
        figure, picture = make(view), draw(view)
        assert figure is not None
        assert picture is not None
        style = ElementTree.fromstring(picture).get("style") or ""
        around, _, height = (part.partition(":")[2] for part in style.split(";"))
        margins = figure["layout"]["margin"]
        assert around == " ".join(f"{margins[side]}px" for side in "trbl")
        inside = figure["layout"]["height"] - margins["t"] - margins["b"]
        assert height == f"{inside}px"


def test_the_styles_know_the_widths_at_which_texts_are_exchanged(view: View) -> None:
    style = (CHECKOUT / "static" / "css" / "drawing.css").read_text()
    for draw in (draw_curve, draw_distribution):
        for where in re.findall(r"(?:below|from)-\d+", str(draw(view))):
            way, _, width = where.partition("-")
            sign = ">=" if way == "below" else "<"
            assert (
                f"@container (width {sign} {width}px) {{ .{where} {{ display: none; }} }}" in style
            )


def test_a_thumbnail_says_the_rate_and_the_ends_alone(view: View) -> None:
    words = re.findall(r"<text[^>]*>([^<]+)</text>", str(draw_thumbnail(view)))
    assert {"204\u202fGB/s", "1:1", "24:1"} <= set(words)
    assert not {"5:1", "9:1 204 GB/s"} & set(words)
