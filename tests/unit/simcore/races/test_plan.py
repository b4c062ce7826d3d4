from simcore.races.plan import plan_of
from tests.build import touch
from tests.races import actor, bind, decoded, read


def parts(*steps: dict[str, object]) -> list[tuple[int, int, int, str]]:
    plan = plan_of(decoded(actor("one", *steps), actor("two", read())))
    return [
        (atom.step, atom.part, atom.parts, str(getattr(atom.event, "pages", None) or atom.event.op))
        for atom in plan.atoms[0]
    ]


def test_a_call_is_one_step() -> None:
    assert parts(bind("0"), read()) == [(0, 0, 1, "mbind"), (1, 0, 1, "get_mempolicy")]


def test_a_touch_is_a_fault_for_each_page_in_touch_order() -> None:
    assert [row[3] for row in parts(touch("6-4,0-4:2"))] == ["6", "5", "4", "0", "2", "4"]
    assert parts(read(), touch("1-2"))[1:] == [(1, 0, 2, "1"), (1, 1, 2, "2")]


def test_weights_are_written_file_by_file() -> None:
    one = actor("one", {"op": "weights", "set": {"2": 7, "0": 5, "1": 6}})
    plan = plan_of(decoded(one, actor("two", read())))

    assert [atom.event.set for atom in plan.atoms[0]] == [{"0": 5}, {"1": 6}, {"2": 7}]
    assert plan.names == ("one", "two")


def test_a_write_of_nothing_is_still_a_step() -> None:
    assert len(parts({"op": "weights", "set": {}})) == 1


def test_attribute_bits_are_written_file_by_file() -> None:
    one = actor("one", {"op": "node_attribute", "set": {"1": 0, "0": 1}})
    plan = plan_of(decoded(one, actor("two", read()), kernel="attribute-flags"))

    assert [atom.event.set for atom in plan.atoms[0]] == [{"0": 1}, {"1": 0}]
