import pytest

from simcore.interfaces.acting import act
from simcore.interfaces.calls import extent, maxnode, param, weight_writes
from simcore.interfaces.intent import PageSpan
from simcore.interfaces.posted import mempolicy2
from simcore.spec import decode
from simcore.system import System
from simcore.system.apart import taken_apart
from tests.build import default_experiment
from tests.unit.simcore.interfaces.asked import NINE_TO_ONE, ask, intent


def test_maxnode_is_one_more_than_the_bits_that_are_wanted() -> None:
    assert maxnode(intent("interleave", "0-1")) == 3
    assert maxnode(intent("local", "")) == 0


def test_a_range_is_told_in_bytes() -> None:
    wanted = intent("interleave", experiment=default_experiment())

    assert extent(wanted, PageSpan(id="heap", first=2, pages=3)) == ["0x100000002000", "0x3000"]
    assert extent(wanted, PageSpan(id="heap")) == ["0x100000000000", "0x100000000"]


@pytest.mark.parametrize("revision", ["rfc", "v2", "v3", "v5", "v6"])
@pytest.mark.parametrize("mode", ["weighted_interleave", "bind", "local"])
def test_the_bytes_are_those_that_the_engine_reads(revision: str, mode: str) -> None:
    weights = {"weights": NINE_TO_ONE} if mode == "weighted_interleave" else {}
    wanted = intent(mode, "" if mode == "local" else "0-1", **weights)
    (step,) = mempolicy2(ask(wanted, revision)).steps
    made = act(wanted, f"mempolicy2-{revision}", [step]).experiment

    apart = taken_apart(System.boot(decode(made.model_dump(by_alias=True))), made.events[0])

    assert step.struct is not None
    assert step.struct.hex == " ".join(field.hex for field in apart.fields)
    assert dict(step.struct.arrays) == {
        each.name: (each.hex or "").replace(" ", " ") for each in apart.arrays
    }


def test_a_home_node_that_is_not_wanted_is_minus_one() -> None:
    _, struct = param(intent("bind", home_node=1), "v6", None, home=False)
    assert struct.hex.split()[4:8] == ["ff"] * 4

    _, struct = param(intent("bind", home_node=1), "v6", None, home=True)
    assert struct.hex.split()[4:8] == ["01", "00", "00", "00"]


def test_all_weights_are_written_for_those_of_the_kernel_may_be_others() -> None:
    wanted = intent(weights={"0": 12, "1": 1})

    writes = list(weight_writes(wanted.tables[0]))
    assert [(write.line[:7].strip(), write.line[-5:], write.bytes) for write in writes] == [
        ("echo 12", "node0", 3),
        ("echo 1", "node1", 2),
    ]
