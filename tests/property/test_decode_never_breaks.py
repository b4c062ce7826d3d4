"""Whatever comes in: an experiment, or a refusal that names places; never anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from simcore.errors import SpecError
from simcore.spec import Experiment, canonical_text, decode, parse_json
from tests.build import Document, default_experiment
from tests.property.strategies import THOROUGH

NAMES = st.sampled_from(
    ["machine", "nodes", "id", "events", "op", "pages", "weights", "[key]", "~", "/", "", "0"]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 300),
    st.integers(),
    st.sampled_from([2**53 - 1, 2**53, 2**63, -(2**64), 10**30]),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["0-1", "63", "64", "0x0", "node1", "main", "heap", "touch", "é", "\x00"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(NAMES | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


def outcome(read: Callable[[Any], Any], given: Any) -> Any:
    """What comes of it, or the problems that it is refused with."""
    try:
        return read(given)
    except SpecError as refusal:
        return refusal.problems


def taken(document: Any) -> Experiment | None:
    """The experiment, or None when it was refused as a refusal must be."""
    got = outcome(decode, document)
    if isinstance(got, Experiment):
        canonical_text(got)
        return got
    assert got
    for problem in got:
        assert problem.pointer == "" or problem.pointer.startswith("/")
        assert problem.detail
    return None


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, itself not counted."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, child in inner:
        found.append((*path, key))
        if isinstance(child, dict | list):
            found += places(child, (*path, key))
    return found


PLACES = places(default_experiment())


@st.composite
def mutations(draw: st.DrawFn) -> Document:
    """The default experiment with up to three places changed, removed, added or doubled."""
    document = default_experiment()
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(st.sampled_from(PLACES))
        holder: Any = document
        try:
            for part in path:
                holder = holder[part]
            mutate(draw, holder, last)
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # an earlier mutation took the place away
    return document


def mutate(draw: st.DrawFn, holder: Any, last: Any) -> None:
    """Do something to one entry of a list or object."""
    what = draw(st.sampled_from(["set", "set", "nudge", "delete", "add", "double"]))
    if what == "set":
        holder[last] = draw(JSON)
    elif what == "nudge":
        holder[last] += draw(st.sampled_from([-1, 1, 2**40]))
    elif what == "delete":
        del holder[last]
    elif what == "double" and isinstance(holder, list):
        holder.append(deepcopy(holder[last]))
    elif isinstance(holder, dict):
        holder[draw(NAMES)] = draw(JSON)


@THOROUGH
@given(JSON)
def test_any_json_is_an_experiment_or_refused_in_full(document: Any) -> None:
    taken(document)


@THOROUGH
@given(mutations())
@example(default_experiment() | {"[key]": 1})
@example(default_experiment() | {"tasks": [{"name": "main", "[key]": []}]})
def test_a_mutated_experiment_is_taken_or_refused_in_full(document: Document) -> None:
    before = repr(document)
    experiment = taken(document)

    assert repr(document) == before
    if experiment is not None:
        assert decode(json.loads(canonical_text(experiment))) == experiment


@given(st.binary(max_size=40) | st.text(max_size=40) | JSON.map(json.dumps))
def test_any_bytes_are_json_or_refused(text: bytes | str) -> None:
    data = outcome(parse_json, text)
    if isinstance(data, tuple):
        assert [problem.pointer for problem in data] == [""]
    else:
        taken(data)
