import pytest

from simcore.races.takes import Take, Untakable, fill, parse_take
from simcore.spec import decode
from simcore.spec.events import Event
from tests.build import Document, experiment, mbind, mmap, two_nodes


def event(document: Document) -> Event:
    return decode(experiment(two_nodes(), mmap(8), document)).events[-1]


def filled(document: Document, take: dict[str, str], **answers: object) -> Event:
    takes = {name: parse_take(text) for name, text in take.items()}
    return fill(event(document), takes, {"r": answers})


def test_a_field_is_carried_over() -> None:
    made = filled(
        mbind("bind", "0"), {"mode": "r.mode", "flags": "r.flags"}, mode="local", flags=()
    )

    assert (made.mode, made.flags) == ("local", ())


@pytest.mark.parametrize(
    "take, nodes", [("r.nodes", "0-1"), ("r.nodes+3", "0-1,3"), ("r.nodes-0", "1")]
)
def test_nodes_are_added_and_taken_away(take: str, nodes: str) -> None:
    assert filled(mbind("bind", "0"), {"nodes": take}, nodes="0-1").nodes == nodes


def test_what_is_not_taken_stays() -> None:
    made = filled(mbind("bind", "0", first=2, pages=3), {"nodes": "r.nodes"}, nodes="1")

    assert (made.op, made.id, made.first, made.pages, made.mode) == ("mbind", "heap", 2, 3, "bind")


def test_only_a_value_that_goes_on_unchanged_is_carried() -> None:
    assert parse_take("r.nodes").carries
    assert not parse_take("r.nodes+1").carries
    assert parse_take("r.ret") == Take("r", "ret")


@pytest.mark.parametrize("text", ["", "r", "r.", ".nodes", "r.nodes+", "r.nodes*2", "r nodes"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"NAME\.FIELD"):
        parse_take(text)


def test_a_call_that_failed_leaves_nothing_to_take() -> None:
    with pytest.raises(Untakable, match="r holds no nodes"):
        filled(mbind("bind", "0"), {"nodes": "r.nodes"})


def test_a_value_that_does_not_fit_cannot_be_taken() -> None:
    with pytest.raises(Untakable, match="does not fit"):
        filled(mbind("bind", "0"), {"nodes": "r.mode"}, mode="bind")
