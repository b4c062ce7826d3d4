from typing import Any

import pytest
from pydantic import ValidationError

from simcore.spec.events import OPS, Given
from simcore.spec.events.answers import (
    Answer,
    CounterRead,
    MoveRead,
    NodeRead,
    PagesRead,
    PolicyRead,
    Returned,
    StepsRead,
    TraceRead,
    WeightsRead,
    WeightsWritten,
)


def refused(kind: type[Answer] | type[Given], **fields: Any) -> bool:
    try:
        kind.model_validate(fields)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(
    "kind, fields",
    [
        (Returned, {"ret": -1, "errno": 22}),
        (StepsRead, {"steps": [0, 1]}),
        (PolicyRead, {"mode": "bind", "flags": ["static_nodes"], "nodes": "0-1"}),
        (PolicyRead, {"mode": 17}),
        (NodeRead, {"node": -22}),
        (PagesRead, {"nodes": "0x9 -2"}),
        (TraceRead, {"trace": [[0, 1, 0]]}),
        (CounterRead, {"next": [0, 0, 1]}),
        (CounterRead, {"next": 1, "vmalloc": {"0": 4}}),
        (MoveRead, {"ret": 0, "status": -2}),
        (WeightsRead, {"weights": {"0": 9}, "auto": "true"}),
        (WeightsWritten, {"results": {"0": 1, "1": -22}}),
    ],
)
def test_an_answer_keeps_what_was_recorded(kind: type[Answer], fields: dict[str, Any]) -> None:
    kept = kind.model_validate(fields).model_dump(mode="json", exclude_unset=True)

    assert kept == fields


def test_what_was_not_recorded_is_told_apart_from_what_was_null() -> None:
    assert Returned.model_validate({}).model_fields_set == set()
    assert Returned.model_validate({"ret": 0}).model_fields_set == {"ret"}


def test_an_answer_of_the_wrong_shape_is_refused() -> None:
    assert refused(WeightsRead, auto=True)
    assert refused(PagesRead, nodes="first")
    assert refused(Returned, ret="0")
    assert refused(Returned, status=0)
    assert refused(WeightsWritten, results={"x": 1})


def test_only_the_op_that_gives_an_answer_takes_its_fields() -> None:
    assert OPS["where"].answers == ("nodes",)
    assert OPS["move_pages"].answers == ("ret", "errno", "status")
    assert OPS["compact"].answers == ()


def test_what_is_given_has_names_of_its_own() -> None:
    given = Given.model_validate({"ino": 7, "free_kib": {"0": 4096}, "nodes": "0x4 1"})

    assert (given.ino, given.free_kib, given.nodes) == (7, {"0": 4096}, "0x4 1")
    assert not given.traced
    assert refused(Given, ino=-1)
    assert refused(Given, pages=1)
