"""Where a round begins, against the pages themselves."""

from __future__ import annotations

from typing import Any

import pytest

from app.present.advice import advise
from app.present.preview import summaries
from app.present.rounds import round_told
from app.present.state import ViewState, Window
from app.present.views import View
from app.words import words_of
from simcore import decode, simulate
from tests.build import default_experiment, edited


def told(shown: View) -> str:
    return round_told(shown).told


def view(*edits: tuple[str, Any], language: str = "en") -> View:
    document = default_experiment()
    for where, value in edits:
        document = edited(document, where, value)
    made = decode(document)
    return View(made, simulate(made), words=words_of(language))


def test_the_round_that_is_told_is_the_one_that_the_pages_show() -> None:
    shown = view()
    assert told(shown).startswith(
        "A round of 10 pages (9 for node 0, 1 for node 1) begins at pages 4, 14"
    )
    region = shown.result.regions["heap"]
    assert region.window(4, 20) == [*[0] * 9, 1, *[0] * 9, 1]


def test_where_the_round_begins_is_reckoned_from_the_offset_of_the_mapping() -> None:
    said = told(view(("/sysfs/weights/0", 5))).replace("\u202f", " ")
    assert "begins at pages 2, 8 and so on." in said
    assert "(vm_pgoff), 4 294 967 296. Page 2 has the index 4 294 967 298, a multiple of 6" in said
    even = told(view(("/sysfs/weights/0", 3)))
    assert even.endswith(
        "begins at pages 0, 4 and so on: where the page's index is a multiple of 4."
    )
    shared = told(view(("/sysfs/weights/0", 5), ("/events/1/kind", "shanon")))
    assert "vm_pgoff" not in shared
    assert shared.endswith("where the page's index is a multiple of 6.")


def test_another_address_begins_elsewhere() -> None:
    moved = view(("/events/1/addr", "0x100000001000"))
    assert "begins at pages 3, 13" in told(moved)


@pytest.mark.parametrize("mode", ["local", "default"])
def test_where_nothing_repeats_nothing_is_told(mode: str) -> None:
    assert told(view(("/events/0/mode", mode), ("/events/0/nodes", ""))) == ""


@pytest.mark.parametrize(
    "mf, is_told", [([], True), (["strict"], True), (["strict", "move"], False)]
)
def test_of_pages_that_a_call_moved_no_round_is_told(mf: list[str], is_told: bool) -> None:
    events = default_experiment()["events"]
    call = {"op": "mbind", "id": "heap", "mode": "interleave", "nodes": "0-1", "mf": mf}
    assert bool(told(view(("/events", [*events, call])))) is is_told


def test_a_round_is_told_in_german() -> None:
    assert "Runde von 10 Seiten" in told(view(language="de"))


def few(pages: int, **weights: int) -> str:
    """What is said of the first pages only."""
    edits: list[tuple[str, Any]] = [("/events/2/pages", f"0-{pages - 1}")]
    edits += [(f"/sysfs/weights/{node[1:]}", weight) for node, weight in weights.items()]
    return str(advise(view(*edits)))


def test_few_pages_that_lie_as_well_as_they_can_are_no_mistake() -> None:
    for weights in ({"n0": 3}, {"n0": 9}):
        assert "do not lie" not in few(38, **weights)


def test_so_few_pages_would_sit_in_a_cache() -> None:
    said = few(38).replace("\u202f", " ")
    assert "So few pages (0.1 MiB) would mostly be served by the caches" in said
    assert "caches" not in str(advise(view()))


def test_the_round_is_that_of_the_window() -> None:
    own = {"op": "mbind", "id": "heap", "first": 1000, "pages": 1000, "mode": "interleave"}
    document = default_experiment()
    document["events"].insert(2, own | {"nodes": "0-1"})
    made = decode(document)
    window = ViewState(window=Window(region="heap", first=1472, count=32))
    shown = View(made, simulate(made), window)
    assert shown.strip_first == 1472
    assert told(shown).startswith("A round of 2 pages (1 for node 0, 1 for node 1)")
    assert told(View(made, simulate(made))).startswith("A round of 10 pages")


@pytest.mark.parametrize(
    "event",
    [
        {"op": "migrate_pages", "from": "0", "to": "1"},
        {"op": "mbind", "id": "heap", "mode": "bind", "nodes": "1", "mf": ["move"]},
    ],
)
def test_of_pages_that_were_moved_no_round_is_told(event: dict[str, Any]) -> None:
    document = default_experiment()
    document["events"].append(event)
    made = decode(document)
    assert told(View(made, simulate(made))) == ""


def test_pages_that_were_moved_are_not_as_they_were_asked() -> None:
    document = default_experiment()
    document["events"].append({"op": "migrate_pages", "from": "0", "to": "1"})
    made = decode(document)
    said = summaries(View(made, simulate(made)))["distribution"]
    assert said.startswith("node 0 (DRAM), node 1 (CXL) of heap differ from what the policy asked")
    assert "moved later" in said


def test_where_the_rounds_change_in_the_strip_none_is_told() -> None:
    events = default_experiment()["events"][:2]
    touches = [{"op": "touch", "id": "heap", "pages": f"{n}000-{n}999"} for n in (0, 1)]
    changed = view(
        ("/events", [*events, touches[0], {"op": "weights", "set": {"0": 2}}, touches[1]])
    )
    for window, period, span in (((0, 500), 10, (0, 1000)), ((1500, 200), 3, (1000, 2000))):
        state = ViewState(window=Window(region="heap", first=window[0], count=window[1]))
        found = round_told(View(changed.experiment, changed.result, state))
        assert found.told.startswith(f"A round of {period} pages")
        assert (found.first, found.end) == span
    whole = ViewState(window=Window(region="heap", first=0, count=2000))
    assert told(View(changed.experiment, changed.result, whole)) == ""


def test_pages_that_were_touched_in_steps_lie_in_no_round() -> None:
    shown = view(("/events/2/pages", "0-1048575:2"))
    assert shown.result.regions["heap"].window(0, 2) == [0, -2]
    assert told(shown) == ""
