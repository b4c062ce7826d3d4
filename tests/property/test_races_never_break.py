"""Whatever comes in as a race: outcomes, or a refusal that names places; never anything else."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simcore.errors import SpecError
from simcore.races import PIECES, decode_race, explore, piece_text, walk
from tests.build import Document
from tests.property.strategies import THOROUGH
from tests.property.test_decode_never_breaks import JSON, places
from tests.property.test_races_reduction import races

PIECE_DOCUMENTS = {name: json.loads(piece_text(name)) for name in PIECES}
TAKES = st.sampled_from(
    ["r.nodes", "r.mode", "r.mode+1", "r.ret+1", "r.weights", "r.home_node", "r.flags", "s.x", "r."]
)
FIELDS = st.sampled_from(
    ["mode", "nodes", "flags", "home_node", "il_weights", "maxnode", "mf", "op"]
)
STEPS = st.sampled_from(
    [
        {"op": "munmap", "id": "heap"},
        {"op": "fork", "child": "child"},
        {"op": "mmap", "id": "more", "pages": 2},
        {"op": "touch", "id": "heap", "pages": "0-3"},
        {"op": "get_mempolicy", "id": "heap", "as": "r"},
        {"op": "get_mempolicy", "addr": "0x1", "as": "r"},
        {"op": "get_mempolicy2", "id": "heap", "as": "r"},
        {"op": "touch", "id": "heap", "pages": "0-999999999"},
        {"op": "where", "id": "heap", "pages": 1000000},
    ]
)


@st.composite
def mutations(draw: st.DrawFn) -> Document:
    """A set piece with a few places changed, steps added, and values taken from anywhere."""
    document = deepcopy(PIECE_DOCUMENTS[draw(st.sampled_from(PIECES))])
    for actor in document["actors"]:
        for step in draw(st.lists(STEPS, max_size=2)):
            actor["steps"].insert(0, dict(step))
        if draw(st.booleans()):
            actor["steps"][-1]["take"] = draw(st.dictionaries(FIELDS, TAKES, max_size=2))
    for _ in range(draw(st.integers(0, 2))):
        *path, last = draw(st.sampled_from(places(document)))
        holder: Any = document
        for part in path:
            holder = holder[part]
        if draw(st.booleans()):
            del holder[last]
        else:
            holder[last] = draw(JSON)
    return document


def outcomes(document: Any) -> int:
    """How many outcomes a race has; 0 when it was refused as a refusal must be."""
    try:
        race = decode_race(document)
        report = explore(race, max_states=300, max_transitions=600)
    except SpecError as refusal:
        for problem in refusal.problems:
            assert problem.pointer == "" or problem.pointer.startswith("/")
            assert problem.detail
        return 0
    json.dumps(report.plain())
    assert report.schedules == sum(each.schedules for each in report.outcomes)
    for each in report.outcomes[:3]:
        assert walk(race, each.schedule)[-1].state == each.state
        assert sum(a.schedules for a in each.anomalies) <= each.schedules * len(each.anomalies)
    return len(report.outcomes)


@given(JSON)
def test_anything_at_all_is_read_or_refused(document: Any) -> None:
    outcomes(document)


@THOROUGH
@given(mutations())
def test_set_pieces_gone_wrong_are_explored_or_refused(document: Document) -> None:
    outcomes(document)


@given(races())
def test_random_races_have_outcomes(document: dict[str, Any]) -> None:
    outcomes(document)
