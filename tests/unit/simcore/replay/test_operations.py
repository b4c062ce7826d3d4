from tests.unit.simcore.replay.test_cases import events


def test_files_of_the_cgroup_tree_become_cpuset_events() -> None:
    mems = {"op": "put", "path": "/cg/a/cpuset.mems", "value": "0,1", "ret": 3}
    join = {"op": "put", "path": "/cg/a/cgroup.procs", "value": "PID", "ret": 3}
    thp = {"op": "put", "path": "/sys/kernel/mm/transparent_hugepage/enabled"}
    found = events(mems, join, thp | {"value": "madvise", "ret": 7})
    assert [(e.op, getattr(e, "group", None)) for e in found] == [
        ("cpuset", "/cg/a"),
        ("cpuset", "/cg/a"),
        ("thp", None),
    ]
    assert found[0].expect.ret == 0


def test_a_file_that_was_only_read_is_no_event() -> None:
    assert events({"op": "get", "path": "/sys/x"}) == []


def test_weights_answer_node_by_node() -> None:
    (written,) = events({"op": "weights", "set": [[0, 3, 1], [1, 300, -22]]})
    assert written.set == {"0": 3, "1": 300}
    assert written.expect.results == {"0": 1, "1": -22}
