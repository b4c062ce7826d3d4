from simcore.system.objects import MemoryObject
from tests.build import Ran, experiment, mbind, mmap, policy, run, touch, two_nodes

SHARED = (
    mmap(8, "one", None, kind="memfd", object="ino10", given={"ino": 10}),
    mmap(4, "two", None, kind="memfd", object="ino10", offset=4),
)


def ran(*events: dict[str, object]) -> Ran:
    return run(experiment(two_nodes(), *SHARED, *events))


def test_an_object_starts_without_pages_or_policies() -> None:
    new = MemoryObject("file", ino=3, shmem=False, pages=4)

    assert (list(new.map), len(new.policies), new.mappings) == ([], 0, 0)


def test_mappings_of_the_same_name_show_the_same_object() -> None:
    shown = ran(touch("0-7", "one"), touch("0-3", "two"))

    assert shown.system.regions["one"].object is shown.system.regions["two"].object
    assert shown.nodes("two") == shown.nodes("one")[4:]
    assert shown.free == {0: 248, 1: 256}


def test_a_mapping_shows_only_what_was_touched_through_it() -> None:
    shown = ran(touch("0-7", "one"))

    assert shown.nodes("two") == [-2] * 4
    assert shown.counts("one") == {0: 8}


def test_a_policy_belongs_to_the_object_and_acts_through_every_mapping() -> None:
    shown = ran(mbind("bind", "1", region="one", first=4, pages=2), touch("0-3", "two"))

    assert shown.nodes("two") == [1, 1, 0, 0]


def test_a_policy_of_the_object_goes_before_the_tasks() -> None:
    shown = ran(policy("bind", "0"), mbind("bind", "1", region="one"), touch("0-7", "one"))

    assert shown.counts("one") == {1: 8}


def test_objects_without_a_given_inode_number_are_counted_from_1() -> None:
    events = [mmap(1, f"r{i}", None, kind="shanon") for i in range(3)]
    shown = run(experiment(two_nodes(), *events))

    assert [shown.system.objects[f"r{i}"].ino for i in range(3)] == [1, 2, 3]
