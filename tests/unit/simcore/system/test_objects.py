from simcore.system.objects import MemoryObject
from tests.build import experiment, mmap, run, two_nodes


def test_an_object_starts_without_pages_and_policies() -> None:
    made = MemoryObject("file", 3, shmem=True, pages=4)
    assert (list(made.map), list(made.policies), made.mappings) == ([], [], 0)


def test_objects_are_numbered_unless_a_recording_knows_the_inode() -> None:
    maps = [mmap(1, "a", None, kind="memfd"), mmap(1, "b", None, kind="shanon")]
    known = mmap(1, "c", None, kind="file") | {"given": {"ino": 77}}
    objects = run(experiment(two_nodes(), *maps, known)).system.objects
    assert [(o.ino, o.shmem) for o in objects.values()] == [(1, True), (2, True), (77, False)]
