from hypothesis import given
from hypothesis import strategies as st

from simcore.system.pagetables import PageTables

SPANS = st.lists(st.tuples(st.integers(0, 2**30), st.integers(1, 2**14)), min_size=1, max_size=6)


@given(spans=SPANS)
def test_new_tables_are_counted_as_they_come_one_by_one(spans: list[tuple[int, int]]) -> None:
    at_once, in_order = PageTables(), PageTables()
    for first, count in spans:
        kinds = list(in_order.populate_in_order(first, first + count))
        assert at_once.populate(first, first + count) == len(kinds)


def test_a_cold_page_needs_one_table_of_each_level() -> None:
    tables = PageTables()
    assert list(tables.populate_in_order(0, 1)) == ["pud", "pmd", "pte"]
    assert list(tables.populate_in_order(511, 513)) == ["pte"]


def test_tables_go_with_the_last_mapping_that_needs_them() -> None:
    tables = PageTables()
    tables.populate(0, 2048)
    tables.drop(0, 1024, kept=[(1000, 2048)])
    assert [(a, b) for a, b, _ in tables.pte] == [(1, 4)]
