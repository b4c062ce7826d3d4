"""A rate is told of the pages that give it, and of weights only where pages lie as they say."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from app.present.advice import Advice, advise
from app.present.drawing.charts import draw_curve
from app.present.figures import bandwidth_figure
from app.present.preview import tags
from app.present.views import View
from app.services.viewing import looked_at, read_viewed
from app.settings import CHECKOUT
from app.words import words_of
from simcore import simulate
from tests.build import default_experiment, edited


def lesson(*edits: tuple[str, object], language: str = "en", **moment: int) -> View:
    """A hundred pages at 3:1, at a moment or at the end."""
    file = CHECKOUT / "app" / "presets" / "lesson-page-37.json"
    document = json.loads(file.read_text())["experiment"]
    for where, value in edits:
        document = edited(document, where, value)
    view: dict[str, Any] = {"moment": moment} if moment else {}
    viewed = read_viewed({"experiment": document, "view": view})
    return looked_at(viewed, simulate, words_of(language))


def labels(view: View) -> list[str]:
    """What stands at the dot, in both drawings of the curve."""
    figure = bandwidth_figure(view)
    assert figure is not None
    drawn = re.findall(r'class="here-label(?: end)?">([^<]+)<', str(draw_curve(view)))[0]
    texts = next(trace for trace in figure["data"] if trace["name"] == "labels")["text"]
    return [drawn, texts[-1].strip()]


def told(advice: Advice) -> tuple[str, str]:
    return advice.verdict, advice.sentence


def test_within_a_touch_the_rate_is_that_of_the_pages_so_far() -> None:
    view = lesson(event=2, pages=38)
    assert told(advise(view)) == (
        "The 38 pages so far lie 29:9.",
        "Together they give 101 GB/s; pages spread exactly 3:1 give 95.9 GB/s.",
    )
    assert labels(view) == ["so far: 101 GB/s"] * 2
    assert told(advise(lesson(event=2, pages=1))) == (
        "The 1 page so far lies 1:0.",
        "It gives 190 GB/s; pages spread exactly 3:1 give 95.9 GB/s.",
    )


def test_at_the_end_the_rate_is_that_of_the_weights() -> None:
    view = lesson(event=2, pages=100)
    assert not view.early
    assert advise(view).verdict.startswith("9:1 would be ")
    assert labels(view) == ["3:1 95.9 GB/s"] * 2


def test_many_pages_so_far_are_told_by_their_shares() -> None:
    more = [("/events/1/pages", 200_000), ("/events/2/pages", "0-199999")]
    verdict, sentence = told(advise(lesson(*more, event=2, pages=100_000)))
    assert verdict.replace("\u202f", " ") == (
        "The 100 000 pages so far lie 75 % on node 0 (DRAM) and 25 % on node 1 (CXL)."
    )
    assert sentence == "Together they give 95.9 GB/s, as pages spread exactly 3:1 do."


def test_so_few_pages_in_all_that_no_round_is_full_are_no_claim_about_weights() -> None:
    view = lesson(("/events/2/pages", "0-37"))
    assert told(advise(view)) == (
        "The 38 pages lie 29:9, which is not exactly 3:1.",
        "Together they give 101 GB/s; pages spread exactly 3:1 give 95.9 GB/s.",
    )
    assert labels(view) == ["as the pages lie: 101 GB/s"] * 2


def test_where_a_node_was_full_the_dot_is_not_labelled_by_the_weights() -> None:
    view = lesson(
        ("/events/1/pages", 200_000),
        ("/events/2/pages", "0-199999"),
        ("/machine/nodes/1/mib", 64),
    )
    assert advise(view).verdict == "The pages do not lie 3:1: node 1 is full."
    assert all(label.startswith("as the pages lie: ") for label in labels(view))


@pytest.mark.parametrize("mode", ["interleave", "bind"])
def test_other_modes_tell_the_rate_so_far_too(mode: str) -> None:
    early = advise(lesson(("/events/0/mode", mode), event=2, pages=38))
    assert early.sentence.startswith("The pages so far give ")
    assert advise(lesson(("/events/0/mode", mode))).sentence.startswith("Expected ")


def test_german_tells_the_same() -> None:
    verdict, sentence = told(advise(lesson(event=2, pages=38, language="de")))
    assert verdict == "Die bisher 38 Seiten liegen 29:9."
    assert sentence.endswith("genau 3:1 verteilte Seiten geben 95,9 GB/s.")


def test_several_streams_are_told_as_their_sum() -> None:
    document = default_experiment()
    document["workload"]["streams"] *= 2
    view = looked_at(read_viewed({"experiment": document}), simulate, words_of("en"))
    assert view.stream is not None
    summed = sum(node.gb_per_s or 0.0 for node in view.result.nodes)

    assert view.stream.gb_per_s == pytest.approx(summed)
    assert view.stream.bottleneck == "node 0"
    assert told(advise(view))[0] == "9:1 is a good choice."
    assert f"Expected {summed:.0f} GB/s" in advise(view).sentence
    assert tags(view)["bandwidth"] == "2 streams, 128 threads"
    assert labels(view) == [f"9:1 {summed:.0f} GB/s"] * 2


def test_a_stored_curve_of_the_first_stream_is_told_beside_that_stream() -> None:
    document = default_experiment()
    document["workload"]["streams"] *= 2
    view = looked_at(read_viewed({"experiment": document}), simulate, words_of("en"))
    assert view.result.curve is not None
    old = view.result.curve.model_copy(update={"streams": 1})
    stored = replace(view, result=view.result.model_copy(update={"curve": old}))

    assert stored.stream == view.result.streams[0]
    assert tags(stored)["bandwidth"] == "64 threads, 67\u202f% reads"
