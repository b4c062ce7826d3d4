from simcore.system.pagetables import PageTables

MIB_2, GIB, GIB_512 = 1 << 9, 1 << 18, 1 << 27
"""Pages of 4 KiB that one table of each level spans."""


def test_the_first_page_of_all_needs_a_table_of_each_level() -> None:
    assert PageTables().populate(0, 1) == 3


def test_a_table_is_made_once() -> None:
    tables = PageTables()
    tables.populate(0, 1)

    assert tables.populate(0, MIB_2) == 0
    assert tables.populate(MIB_2, MIB_2 + 1) == 1
    assert tables.populate(GIB, GIB + 1) == 2
    assert tables.populate(GIB_512, GIB_512 + 1) == 3


def test_a_range_makes_every_table_that_it_crosses() -> None:
    # 512 of the lowest level for a GiB, and one more on each side of a border.
    assert PageTables().populate(0, GIB) == 512 + 1 + 1
    assert PageTables().populate(GIB - 1, GIB + 1) == 2 + 2 + 1


def test_faults_come_to_upper_tables_first() -> None:
    kinds = list(PageTables().populate_in_order(GIB - 1, GIB + MIB_2 + 1))

    assert kinds == ["pud", "pmd", "pte", "pmd", "pte", "pte"]


def test_in_order_or_at_once_the_same_tables_come_to_be() -> None:
    one, two = PageTables(), PageTables()

    assert len(list(one.populate_in_order(5, 3 * GIB))) == two.populate(5, 3 * GIB)
    assert list(one.pte) == list(two.pte)


def test_a_child_gets_the_tables_under_what_is_copied() -> None:
    tables = PageTables()
    tables.populate(0, 1)
    tables.populate(GIB, GIB + 1)
    child = tables.under([(GIB, GIB + 1), (2 * GIB, 2 * GIB + 1)])

    assert child.ranges == (((0, 1),), ((1, 2),), ((512, 513),))
    assert child.populate(0, 1) == 2


def test_the_last_mapping_takes_its_tables_along() -> None:
    tables = PageTables()
    tables.populate(0, 2 * MIB_2)
    tables.drop(MIB_2, 2 * MIB_2, kept=[(0, MIB_2)])

    assert list(tables.pte) == [(0, 1, True)]
    assert tables.populate(MIB_2, MIB_2 + 1) == 1


def test_a_table_that_another_mapping_needs_stays() -> None:
    tables = PageTables()
    tables.populate(0, MIB_2)
    tables.drop(0, 8, kept=[(100, 101)])

    assert tables.populate(0, 1) == 0


def test_without_any_mapping_nothing_stays() -> None:
    tables = PageTables()
    tables.populate(0, MIB_2)
    tables.drop(0, MIB_2, kept=[])

    assert tables.populate(0, 1) == 3


def test_a_child_has_tables_of_its_own() -> None:
    parent = PageTables()
    parent.populate(0, 1)
    child = parent.copy()

    assert child.populate(MIB_2, MIB_2 + 1) == 1
    assert parent.populate(MIB_2, MIB_2 + 1) == 1
