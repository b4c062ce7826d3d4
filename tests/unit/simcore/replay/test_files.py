import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from simcore.errors import SpecError
from simcore.replay.files import kernel_profile, replay_file, replay_files
from simcore.replay.tally import Tally
from simcore.replay.words import TraceError

TRACES = Path(__file__).parents[3] / "oracle" / "traces"


def trace(name: str = "g-sysfs.t2.linux-7.2") -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        lzma.decompress((TRACES / f"{name}.json.xz").read_bytes())
    )
    return document


def replayed(document: object) -> Tally:
    return replay_file(json.dumps(document).encode())


def complaint(document: object) -> str:
    with pytest.raises(TraceError) as refusal:
        replayed(document)
    return str(refusal.value)


@pytest.mark.parametrize(
    "release,profile",
    [
        ("6.9.0", "linux-6.12"),
        ("6.15.11-arch1", "linux-6.12"),
        ("6.16.0", "linux-7.2"),
        ("7.2.13+deb14-cloud-amd64", "linux-7.2"),
        ("7.3.0-rc1", "linux-7.3"),
        ("8.0", "linux-7.3"),
    ],
)
def test_a_release_is_replayed_by_the_newest_profile_not_above_it(
    release: str, profile: str
) -> None:
    assert kernel_profile(release) == profile


def test_an_unknown_kernel_is_no_trace_of_ours() -> None:
    assert "'mempolicy2-v7' is not known" in complaint(trace() | {"kernel": "mempolicy2-v7"})


def test_a_series_that_was_never_merged_is_its_own_kernel() -> None:
    assert kernel_profile("mempolicy2-v6") == "mempolicy2-v6"
    assert kernel_profile("attribute-flags") == "attribute-flags"


def test_weights_carry_over_from_case_to_case_in_group_g_only() -> None:
    document = trace()
    assert replayed(document).wrong == 0
    assert replayed(document | {"group": "X"}).wrong > 0


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(SpecError):
        replay_file(b'{"schema": 1, "cases": [')


@pytest.mark.parametrize("document", [[], {}, {"schema": 2}, {"schema": 1, "boots": 3}])
def test_what_is_no_trace_is_refused(document: object) -> None:
    assert complaint(document)


def test_a_head_that_lacks_something_says_what() -> None:
    document = trace()
    del document["topology"]
    assert "topology" in complaint(document)


def test_a_broken_operation_is_named_by_case_and_number() -> None:
    document = trace()
    del document["cases"][0]["ops"][3]["file"]
    assert complaint(document) == "case G1-node0-values: op 3: sysfs_write lacks 'file'"


def test_an_unknown_operation_is_named() -> None:
    document = trace()
    document["cases"][1]["ops"][2] = {"op": "teleport"}
    assert complaint(document) == (
        "case G2-node1-values: op 2: the operation 'teleport' is not known"
    )


def test_an_unknown_region_is_named_by_its_operation() -> None:
    document = trace()
    document["cases"][5]["ops"].insert(1, {"op": "touch", "id": "nowhere", "pages": "0"})
    assert "op 1: /events/1/id no region nowhere" in complaint(document)


def test_a_file_that_cannot_be_used_leaves_the_others_alone(tmp_path: Path) -> None:
    good = json.dumps(trace()).encode()
    missing = tmp_path / "missing.json"
    found = dict(
        replay_files(
            [("bad", lambda: b"[]"), ("missing", missing.read_bytes), ("good", lambda: good)]
        )
    )

    assert isinstance(found["bad"], str)
    assert isinstance(found["missing"], str)
    assert isinstance(found["good"], Tally)
    assert found["good"].wrong == 0


def test_a_changed_answer_is_found() -> None:
    document = trace("b-vma-policy.t2.linux-7.2")
    where = next(op for op in document["cases"][0]["ops"] if op["op"] == "where")
    where["nodes"] = where["nodes"].replace("0", "1", 1)

    tally = replayed(document)

    assert (tally.wrong_pages, tally.wrong_calls, tally.wrong_steps) != (0, 0, 0)
    assert tally.differences[0].case == document["cases"][0]["case"]


def test_a_changed_counter_step_is_found() -> None:
    document = trace("a-task-policy.t2.linux-6.12")
    steps = next(op["steps"] for case in document["cases"] for op in case["ops"] if op.get("steps"))
    steps[0] ^= 1

    assert replayed(document).wrong_steps == 1


def test_a_killed_case_must_be_killed() -> None:
    document = trace("d-capacity.small.linux-7.2")
    killed = next(case for case in document["cases"] if case["signal"] == 9)
    document["cases"] = [killed | {"signal": 0}]
    assert replayed(document).wrong_calls == 1
