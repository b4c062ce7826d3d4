import typing
from typing import Any

import pytest

from simcore.spec.events import MMAP_KINDS, MmapKind
from simcore.spec.limits import MAX_PAGES
from tests.build import canonical, experiment, mmap, told, two_nodes


def written(*events: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = canonical(experiment(two_nodes(), mmap(4), *events))["events"][-1]
    return plain


def refused(*events: dict[str, Any]) -> list[tuple[str, str]]:
    return told(experiment(two_nodes(), mmap(4), *events))


def test_the_list_of_kinds_is_that_of_the_type() -> None:
    assert typing.get_args(MmapKind) == MMAP_KINDS


def test_private_memory_is_what_mmap_maps_if_nothing_else_is_said() -> None:
    assert written()["kind"] == "anon"


@pytest.mark.parametrize("kind", [kind for kind in MMAP_KINDS if kind != "anon"])
def test_other_memory_may_show_a_named_object_from_any_page_on(kind: str) -> None:
    event = mmap(4, "other", None, kind=kind, object="file1", offset=2)
    plain = written(event)

    assert (plain["object"], plain["offset"]) == ("file1", 2)


def test_the_first_page_of_an_object_needs_no_saying() -> None:
    said = mmap(4, "other", None, kind="file", offset=0)
    assert written(said) == written(mmap(4, "other", None, kind="file"))
    before = mmap(4, "other", None, kind="file", offset=-1)
    assert refused(before) == [("/events/1/offset", "must be at least 0")]


def test_a_mapping_has_pages() -> None:
    assert refused(mmap(0, "other", None)) == [("/events/1/pages", "must be at least 1")]
    assert refused(mmap(MAX_PAGES + 1, "other", None))[0][0] == "/events/1/pages"


@pytest.mark.parametrize("advice", ["dontneed", "hugepage", "nohugepage"])
def test_advice_is_for_a_region_or_a_part_of_it(advice: str) -> None:
    whole = {"op": "madvise", "id": "heap", "advice": advice}

    assert "first" not in written(whole)
    assert written(whole | {"first": 1, "pages": 2})["pages"] == 2
    assert refused(whole | {"advice": "willneed"})[0][0] == "/events/1/advice"


def test_an_access_writes_unless_it_is_said_to_read() -> None:
    touch = {"op": "touch", "id": "heap", "pages": "0"}

    assert "access" not in written(touch)
    assert written(touch | {"access": "read"})["access"] == "read"
    assert refused(touch | {"access": "write"}) == [("/events/1/access", "must be 'read'")]


@pytest.mark.parametrize("op", ["pwrite", "where"])
def test_what_starts_at_the_first_page_is_written_so(op: str) -> None:
    assert written(mmap(4, "f", None, kind="file"), {"op": op, "id": "f", "pages": 4})["first"] == 0


def test_a_large_kernel_allocation_has_a_limit() -> None:
    assert written({"op": "bpfmap", "entries": 2**20})["entries"] == 2**20
    assert refused({"op": "bpfmap", "entries": 2**20 + 1})[0][0] == "/events/1/entries"
    assert refused({"op": "bpfmap", "entries": 0})[0][0] == "/events/1/entries"


def test_a_child_needs_a_name_without_a_colon() -> None:
    assert refused({"op": "fork"}) == [("/events/1/child", "is required")]
    assert refused({"op": "fork", "child": "a:b"})[0][0] == "/events/1/child"


def test_a_plain_mapping_reads_as_it_always_did() -> None:
    plain = canonical(experiment(two_nodes(), mmap(4)))
    assert set(plain["events"][0]) == {"op", "task", "id", "kind", "pages", "addr"}


def test_two_mappings_may_show_one_object() -> None:
    shared = mmap(4, "a", None, kind="memfd", object="file", offset=2)
    plain = canonical(experiment(two_nodes(), shared, shared | {"id": "b"}))
    assert [event["object"] for event in plain["events"]] == ["file", "file"]
