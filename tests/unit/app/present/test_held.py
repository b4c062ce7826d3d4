"""Where only some streams follow the weights, every number says whose pages it is of."""

from __future__ import annotations

import json
from pathlib import Path

from app.present.advice import advise
from app.present.figures.bandwidth import plot_labels
from app.present.figures.labels import NARROW, WIDE
from app.present.preview import preview_payload
from app.present.views import View
from app.words import words_of
from simcore import decode, simulate
from simcore.bandwidth import gb_per_s
from tests.build import Document, default_experiment, edited, policy, two_homes


def view_of(document: Document, language: str = "en") -> View:
    experiment = decode(document)
    return View(experiment, simulate(experiment), words=words_of(language))


def homes() -> Document:
    preset = json.loads(Path("app/presets/two-sockets.json").read_text("utf-8"))
    return two_homes(preset["experiment"])


def test_a_node_alone_is_of_the_pages_that_move_and_not_of_all() -> None:
    """One task's pages on node 0 with another's on node 1 give more than node 0 can."""
    view = view_of(homes())
    curve = view.result.curve
    assert curve is not None
    assert curve.held == [1]
    assert curve.alone["0"] > 1.3 * gb_per_s(view.experiment.machine.node(0).read_mib_per_s or 0)
    for plot in (WIDE, NARROW):
        told = [label.text for label in plot_labels(view, curve, plot)]
        assert told
        assert all(text.startswith("near on node ") for text in told)


def test_the_caption_says_whose_pages_stay() -> None:
    for language, told in (("en", "the pages of other stay where"), ("de", "von other bleiben")):
        payload = preview_payload(view_of(homes(), language))
        assert told in payload["page"]["summaries"]["bandwidth"]


def test_the_answer_compares_with_the_pages_that_move() -> None:
    weighted = homes()
    weighted["events"].insert(0, policy("weighted_interleave", "0-1", task="main"))
    view = view_of(weighted)
    assert view.result.curve is not None
    assert view.result.curve.held == [1]
    assert "near on node 0 alone" in str(advise(view))
    assert "Node 0 alone" not in str(advise(view))


def test_long_names_are_cut_in_the_plot() -> None:
    text = json.dumps(homes()).replace('"near"', '"a_region_with_a_long_name"')
    view = view_of(json.loads(text))
    assert view.result.curve is not None
    labels = [label.text for label in plot_labels(view, view.result.curve)]
    assert all(text.startswith("a_region_with… on node ") for text in labels)


def test_streams_that_all_follow_are_told_as_nodes() -> None:
    document = default_experiment()
    streams = document["workload"]["streams"]
    view = view_of(edited(document, "/workload/streams", streams * 2))
    assert view.result.curve is not None
    assert view.result.curve.held == []
    assert "above node 0 alone" in advise(view).sentence
