from simcore.races.plan import plan_of
from simcore.races.settings import Setting, cuts_of, final_state, settings_of, written
from simcore.races.states import issued
from simcore.system import System
from tests.build import Document, mbind, mmap, policy, run, touch
from tests.races import HEAP, actor, bind, decoded, race, read, weight

SHARED = mmap(16, "shared", addr=None, kind="memfd", object="both")
TWIN = mmap(16, "twin", addr=None, kind="memfd", object="both")


def system(*events: Document, **more: object) -> System:
    document = race(before=(HEAP, SHARED, TWIN, *events), **more)
    return run(document["experiment"]).system


def fields(of: System, **where: object) -> dict[str, object]:
    found = settings_of(of, cuts_of([of]))
    return {
        s.field: v for s, v in found.items() if all(getattr(s, k) == w for k, w in where.items())
    }


def test_a_policy_is_told_field_by_field() -> None:
    home: Document = {"op": "set_mempolicy_home_node", "id": "heap", "node": 2}
    of = system(bind("0-1"), home, policy("interleave", "1-2", "static_nodes"))

    assert fields(of, kind="region", name="heap") == {
        "mode": "bind", "flags": (), "nodes": "0-1", "home_node": 2, "weights": None,
    }  # fmt: skip
    assert fields(of, kind="task", name="main") == {
        "mode": "interleave", "flags": ("static_nodes",), "nodes": "1-2", "home_node": None,
        "weights": None, "cpu_node": 0, "mems_allowed": "0-2",
    }  # fmt: skip
    assert fields(of, kind="weight", name="1") == {"weight": 1}


def test_parts_are_cut_where_any_system_has_a_border() -> None:
    whole, parts = system(bind("0")), system(bind("0"), bind("1", first=8, pages=4))
    cuts = cuts_of([whole, parts])

    assert list(cuts["heap"]) == [0, 8, 12, 64]
    nodes = {
        s.first: v
        for s, v in settings_of(whole, cuts).items()
        if s.field == "nodes" and s.name == "heap"
    }
    assert nodes == {0: "0", 8: "0", 12: "0"}


def test_shared_memory_is_told_once_by_its_object() -> None:
    of = system(mbind("bind", "1", region="twin", first=4, pages=4))
    found = settings_of(of, cuts_of([of]))

    assert {s.name for s in found if s.kind == "object"} == {"both"}
    assert found[Setting("object", "both", "nodes", 4)] == "1"
    assert found[Setting("object", "both", "mode", 8)] == "default"


def test_own_weights_and_attributes_are_fields_too() -> None:
    own: Document = {"op": "set_mempolicy2", "mode": "weighted_interleave", "nodes": "0,2"}
    of = system(own | {"il_weights": [3, 9, 2]}, kernel="mempolicy2-v6")
    bits = system({"op": "node_attribute", "set": {"1": 1}}, kernel="attribute-flags")

    assert fields(of, kind="task", name="main")["weights"] == "0: 3, 2: 2"
    assert fields(bits, kind="attribute", name="1") == {"attribute": 1}
    assert fields(bits, kind="attribute", name="0") == {"attribute": 0}


def said(step: Document, before: tuple[Document, ...] = (), **more: object) -> set[tuple[str, ...]]:
    """Kind, name and field of what a step says a value for."""
    first = read(**{"as": "r"}) if "take" in step else read()
    plan = plan_of(
        decoded(
            actor("one", first, step), actor("two", read()), before=(HEAP, SHARED, *before), **more
        )
    )
    atom = plan.atoms[0][1]
    event, _ = issued(atom, {"r": {"mode": "bind", "flags": (), "nodes": "0"}})
    assert event is not None
    of = run(race(before=(HEAP, SHARED, *before), **more)["experiment"]).system
    return {(s.kind, s.name, s.field) for s in written(atom, event, of, cuts_of([of]))}


def test_a_call_says_the_fields_that_it_is_given() -> None:
    assert said(bind("0")) == {("region", "heap", "mode"), ("region", "heap", "nodes")}
    assert said({"op": "set_mempolicy_home_node", "id": "heap", "node": 1}) == {
        ("region", "heap", "home_node")
    }
    assert said({"op": "set_mempolicy", "mode": "local", "flags": []}) == {
        ("task", "main", "mode"),
        ("task", "main", "flags"),
    }
    assert said({"op": "sched_setaffinity", "cpu": 1}) == {("task", "main", "cpu_node")}
    assert ("object", "both", "nodes") in said(bind("0", region="shared"))


def test_what_is_only_carried_over_is_not_said() -> None:
    carried = bind("0", take={"mode": "r.mode", "nodes": "r.nodes"})
    changed = bind("0", take={"mode": "r.mode", "nodes": "r.nodes+1"})

    assert said(carried) == set()
    assert said(changed) == {("region", "heap", "nodes")}


def test_writes_to_sysfs_say_their_node() -> None:
    assert said(weight(1, 5)) == {("weight", "1", "weight")}
    assert said({"op": "sysfs_write", "file": "node2", "value": "5"}) == {("weight", "2", "weight")}
    assert said({"op": "sysfs_write", "file": "auto", "value": "1"}) == set()
    assert said(touch("0")) == set()
    bit: Document = {"op": "node_attribute", "set": {"0": 1}}
    assert said(bit, kernel="attribute-flags") == {("attribute", "0", "attribute")}


def test_posted_calls_say_home_node_and_weights_where_they_count() -> None:
    call: Document = {"op": "mbind2", "id": "heap", "mode": "bind", "nodes": "0", "home_node": 1}
    outside: Document = {"op": "process_set_mempolicy", "target": "helper", "mode": "local"}

    assert ("region", "heap", "home_node") not in said(call, kernel="mempolicy2-v6")
    assert ("region", "heap", "home_node") in said(
        call | {"mf": ["home_node"]}, kernel="mempolicy2-v6"
    )
    assert said(outside, kernel="mempolicy2-v6") == {("task", "helper", "mode")}
    weighing = {"op": "set_mempolicy2", "mode": "weighted_interleave", "nodes": "0-1"}
    assert ("task", "main", "weights") in said(
        weighing | {"il_weights": [1, 2]}, kernel="mempolicy2-v6"
    )


def test_an_address_stands_for_what_lies_there() -> None:
    raw: Document = {"op": "mbind", "addr": "0x100000008000", "length": "0x4000", "mode": "local"}
    before = (bind("0", first=8, pages=4),)

    assert said(raw, before=before) == {("region", "heap", "mode")}


def test_the_state_at_the_end_is_plain_data() -> None:
    of = system(bind("0-1"), bind("1", first=8, pages=4), touch("0-9"), weight(2, 7))
    state = final_state(of)

    assert [
        (p["first"], p["pages"], p["policy"]["text"]) for p in state["regions"]["heap"]["policies"]
    ] == [
        (0, 8, "bind:0-1"),
        (8, 4, "bind:1"),
        (12, 52, "bind:0-1"),
    ]
    assert state["regions"]["heap"]["pages"] == [[0, 8, "0"], [8, 2, "1"]]
    assert state["weights"] == {"0": 1, "1": 1, "2": 7}
    assert state["tasks"]["helper"]["policy"]["mode"] == "default"
    assert (state["auto"], state["attributes"]) == (False, "")


def test_equal_neighbours_are_one_range_at_the_end() -> None:
    state = final_state(system(bind("0", first=0, pages=8), bind("0", first=8)))

    assert len(state["regions"]["heap"]["policies"]) == 1
