"""Readable parameters that change an experiment; what cannot be done is a notice."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.edits import EDITS, edited
from simcore.spec import Experiment, decode
from tests.build import default_experiment, machine, without

BASE = decode(default_experiment())


def plain(experiment: Experiment) -> dict[str, Any]:
    return experiment.model_dump(mode="json")


def changed(**wanted: str) -> dict[str, Any]:
    experiment, notices = edited(BASE, wanted)
    assert notices == ()
    return plain(experiment)


def test_nothing_wanted_changes_nothing() -> None:
    assert edited(BASE, {}) == (BASE, ())


@pytest.mark.parametrize(
    "text, weights",
    [
        ("4,2", {"0": 4, "1": 2}),
        ("4", {"0": 4, "1": 1}),
        (",2", {"0": 9, "1": 2}),
        (" 4 , 2 ", {"0": 4, "1": 2}),
        ("1:7", {"0": 9, "1": 7}),
        ("1:7,0:3", {"0": 3, "1": 7}),
        ("", {"0": 9, "1": 1}),
    ],
)
def test_weights_are_given_in_order_or_by_node(text: str, weights: dict[str, int]) -> None:
    assert changed(w=text)["sysfs"] == {"auto": False, "weights": weights}


def test_kernel_mode_nodes_threads_and_reads_are_set() -> None:
    experiment = changed(kernel="linux-6.12", mode="bind", nodes="1", threads="7", read="100")

    assert experiment["kernel"] == "linux-6.12"
    assert experiment["events"][0]["mode"] == "bind"
    assert experiment["events"][0]["nodes"] == "1"
    assert experiment["workload"]["streams"][0]["threads"] == 7
    assert experiment["workload"]["streams"][0]["read_permille"] == 1000


@pytest.mark.parametrize("pages, touched", [("1", "0"), ("2", "0-1"), ("281474976710656", None)])
def test_the_first_region_and_its_touch_grow_together(pages: str, touched: str | None) -> None:
    experiment = changed(pages=pages)

    assert experiment["events"][1]["pages"] == int(pages)
    assert experiment["events"][2]["pages"] == touched or f"0-{int(pages) - 1}"


def test_a_policy_is_put_in_front_where_there_is_none() -> None:
    base = decode(without(default_experiment(), "/events/0"))

    experiment, notices = edited(base, {"mode": "interleave", "nodes": "0-1"})

    assert notices == ()
    assert plain(experiment)["events"][0] == {
        "op": "set_mempolicy",
        "task": "main",
        "mode": "interleave",
        "flags": [],
        "nodes": "0-1",
    }


def test_what_is_not_there_cannot_be_changed() -> None:
    bare = decode({"machine": machine(4), "tasks": [{"name": "main"}]})

    experiment, notices = edited(bare, {"pages": "5", "threads": "5"})

    assert experiment == bare
    assert len(notices) == 2


@pytest.mark.parametrize(
    "name, text, said",
    [
        ("w", "0,1", "from 1 to 255"),
        ("w", "1,2,3", "only 2 nodes"),
        ("w", "5:1", "no node '5'"),
        ("mode", "best", "weighted_interleave"),
        ("nodes", "0-", "node list"),
        ("pages", "0", "from 1 to"),
        ("pages", "9" * 50, "from 1 to"),
        ("threads", "65537", "from 1 to 65536"),
        ("read", "101", "from 0 to 100"),
        ("colour", "blue", "means nothing"),
    ],
)
def test_what_cannot_be_used_is_said_and_left(name: str, text: str, said: str) -> None:
    experiment, notices = edited(BASE, {name: text})

    assert experiment == BASE
    assert len(notices) == 1
    assert said in notices[0]


def test_the_rest_is_still_done() -> None:
    experiment, notices = edited(BASE, {"w": "4,2", "mode": "best", "threads": "3"})

    assert len(notices) == 1
    assert plain(experiment)["sysfs"]["weights"] == {"0": 4, "1": 2}
    assert plain(experiment)["workload"]["streams"][0]["threads"] == 3


def test_every_edit_has_its_place_in_this_test() -> None:
    assert set(EDITS) == {
        "kernel",
        "mode",
        "nodes",
        "w",
        "pages",
        "threads",
        "read",
        "via",
    }
