"""The vocabulary of the forms: read off the models, so that nothing can be missing."""

from __future__ import annotations

from typing import Any

import pytest

from app.present.vocabulary import GROUPS, canonical_ops, mode_meaning, vocabulary
from app.words import ENGLISH, LANGUAGES, words_of
from simcore import decode, simulate
from simcore.errors import SpecError
from simcore.kernel.modes import MODE_RULES, MaskRule
from simcore.spec.events import ATTRIBUTE_FLAGS, MODES, OPS, Kind
from simcore.spec.experiment import KERNELS
from tests.build import default_experiment, policy

MADE = vocabulary(ENGLISH)
BY_OP = {op["op"]: op for op in MADE["ops"]}
CONTROLS = {
    "nodes",
    "pages",
    "region",
    "name",
    "mode",
    "flags",
    "mf",
    "mf2",
    "numbers",
    "hex",
    "choice",
    "number",
    "weights",
    "text",
}


def field(op: str, name: str) -> dict[str, Any]:
    return next(dict(field) for field in BY_OP[op]["fields"] if field["name"] == name)


def test_the_menu_holds_every_canonical_op_once() -> None:
    canonical = {name for name, op in OPS.items() if op.kind is not Kind.REPLAY_ONLY}
    assert sorted(canonical_ops()) == sorted(canonical)
    assert list(BY_OP) == list(canonical_ops())
    assert set(MADE["groups"]) == set(GROUPS)


@pytest.mark.parametrize("op", canonical_ops())
def test_every_input_field_of_an_op_has_a_control_with_words(op: str) -> None:
    model = OPS[op].model
    names = [model.model_fields[name].alias or name for name in OPS[op].inputs]
    assert [each["name"] for each in BY_OP[op]["fields"]] == names
    for each in BY_OP[op]["fields"]:
        assert each["control"] in CONTROLS
        assert each["label"]
    assert BY_OP[op]["has_task"] == ("task" in model.model_fields)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_vocabulary_speaks_every_language(language: str) -> None:
    words = words_of(language)
    made = vocabulary(words)
    assert {op["means"][-1] for op in made["ops"]} == {"."}
    assert [mode["means"] for mode in made["modes"]] == [
        mode_meaning(mode["mode"], words) for mode in made["modes"]
    ]


def test_controls_fit_the_types_and_bounds_are_the_models() -> None:
    assert field("touch", "pages") == {
        "name": "pages",
        "label": "Pages",
        "control": "pages",
        "required": True,
    }
    assert field("mmap", "kind")["choices"] == ["anon", "shanon", "memfd", "memfdpriv", "file"]
    assert field("mmap", "kind")["default"] == "anon"
    assert (field("mmap", "pages")["min"], field("mmap", "pages")["max"]) == (1, 2**48)
    assert field("sched_setaffinity", "cpu")["max"] == 8191
    assert field("move_pages", "node")["min"] == -1
    assert field("migrate_pages", "from")["control"] == "nodes"
    assert field("weights", "set")["control"] == "weights"
    assert field("touch", "access")["choices"] == ["read"]


def test_arguments_that_only_odd_calls_have_are_raw() -> None:
    raw = {(op, each["name"]) for op in BY_OP for each in BY_OP[op]["fields"] if each.get("raw")}
    assert ("set_mempolicy", "maxnode") in raw
    assert ("get_mempolicy", "mask_pointer") in raw
    assert ("mremap", "addr") not in raw


def test_modes_and_their_flags_are_the_kernels() -> None:
    assert {mode["mode"] for mode in MADE["modes"]} == set(MODES)
    for mode in MADE["modes"]:
        rule = MODE_RULES[mode["mode"]]
        attribute = ATTRIBUTE_FLAGS if mode["mode"] == "interleave" else ()
        assert set(mode["flags"]) == {*rule.flags, *attribute}
        assert mode["takes_nodes"] == (rule.mask is not MaskRule.EMPTY)


def test_each_kernel_tells_what_it_cannot_express_and_why() -> None:
    cannot = {kernel["kernel"]: kernel["cannot"] for kernel in MADE["kernels"]}
    assert set(cannot) == set(KERNELS)
    assert cannot["linux-6.12"]["auto"] == (
        "This kernel has no automatic weights; they came with 6.16."
    )
    proposed = {"struct", "outside", "attribute"}
    assert set(cannot["linux-6.12"]) == {"auto", *proposed}
    assert set(cannot["linux-7.2"]) == {"zero_weight", "empty_node_weight", *proposed}
    assert set(cannot["mempolicy2-v6"]) == {"auto", "attribute", "balancing_many"}
    assert set(cannot["attribute-flags"]) == {"auto", "struct", "outside", "balancing_many"}


@pytest.mark.parametrize("kernel", KERNELS)
def test_what_a_kernel_is_said_to_refuse_it_refuses(kernel: str) -> None:
    cannot = next(each["cannot"] for each in MADE["kernels"] if each["kernel"] == kernel)
    writes = {
        "auto": {"op": "sysfs_write", "file": "auto", "value": "true"},
        "zero_weight": {"op": "weights", "set": {"0": 0}},
        "struct": {"op": "set_mempolicy2", "mode": "bind", "nodes": "0"},
        "outside": {"op": "process_set_mempolicy", "target": "main"},
        "attribute": {"op": "node_attribute", "set": {"0": 1}},
        "balancing_many": policy("preferred_many", "0", "numa_balancing"),
    }
    document = default_experiment() | {"kernel": kernel, "events": list(writes.values())}
    # The rates of this machine count as typed, so that automatic weights can be computed.
    document["machine"]["sources"] = {}
    document["tasks"][0]["caps"] = ["sys_nice"]
    document["workload"] = {"streams": []}
    answers = simulate(decode(document)).events
    for thing, answer in zip(writes, answers, strict=True):
        assert (answer.errno is not None) == (thing in cannot), thing


def test_a_required_field_is_one_without_which_the_event_is_refused() -> None:
    for op, spec in BY_OP.items():
        required = {each["name"] for each in spec["fields"] if each["required"]}
        document = default_experiment() | {"events": [{"op": op}]}
        document["workload"] = {"streams": []}
        missing: set[str] = set()
        try:
            decode(document)
        except SpecError as error:
            missing = {
                problem.pointer.rpartition("/")[2]
                for problem in error.problems
                if problem.detail == "is required"
            }
        assert required == missing, op
