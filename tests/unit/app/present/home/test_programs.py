"""The C programs: what they say, and that a compiler takes them without a warning."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.present.home import OUTPUTS, Subject
from app.present.views import View
from simcore import decode, simulate
from tests.build import default_experiment

HEADERS = {"libnuma": "numaif.h", "hwloc": "hwloc.h"}
GCC = ("gcc", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c", "-")

EVENTS: list[dict[str, Any]] = [
    {"op": "set_mempolicy", "mode": "preferred_many", "nodes": "0-1", "flags": ["numa_balancing"]},
    {"op": "set_mempolicy", "mode": "default", "nodes": "-"},
    {"op": "set_mempolicy", "mode": "0x7fff", "nodes": "bad", "maxnode": "0x41"},
    {"op": "mmap", "id": "heap", "pages": 64},
    {"op": "mmap", "id": "he*p", "kind": "memfd", "pages": 8, "object": "o*", "offset": 2},
    {"op": "mmap", "id": "int", "kind": "shanon", "pages": 8},
    {"op": "mbind", "id": "heap", "first": 8, "pages": 8, "mode": "bind", "nodes": "1"}
    | {"mf": ["move", "strict"]},
    {"op": "mbind", "id": "int", "mode": "weighted_interleave", "nodes": "0-1"},
    {"op": "mbind", "addr": "0x1000", "length": "0x1000", "mode": "local", "nodes": "5000"},
    {"op": "set_mempolicy_home_node", "id": "heap", "first": 8, "pages": 8, "node": 0},
    {"op": "madvise", "id": "heap", "advice": "hugepage"},
    {"op": "touch", "id": "heap", "pages": "0-63,63-0:2", "access": "read"},
    {"op": "sched_setaffinity", "cpu": 3},
    {"op": "migrate_pages", "from": "0", "to": "1"},
    {"op": "sysfs_write", "file": "node0", "value": "*/ int x; /*"},
    {"op": "mbind", "id": "heap", "mode": "bind", "nodes": "1", "mf": ["strict"]},
    {"op": "mbind", "id": "heap", "mode": "bind", "nodes": "1", "mf": ["move_all", "strict"]},
    {"op": "mbind", "id": "heap", "mode": "preferred_many", "nodes": "1", "mf": ["move"]},
    {"op": "mbind", "id": "heap", "mode": "local", "mf": "0x1"},
    {"op": "get_mempolicy"},
    {"op": "get_mempolicy", "id": "heap", "page": 3},
    {"op": "get_mempolicy", "ask": "0x2", "addr": "0x100000000000", "mask_pointer": "bad"},
    {"op": "get_mempolicy", "policy_pointer": "null", "maxnode": "0x401"},
    {"op": "get_node", "id": "heap", "page": 3},
    {"op": "next"},
    {"op": "mems_allowed"},
    {"op": "move_pages", "id": "heap", "page": 5, "node": 1},
    {"op": "munmap", "id": "int"},
]


def programs(events: list[dict[str, Any]]) -> dict[str, str]:
    experiment = decode(default_experiment() | {"events": events, "workload": {"streams": []}})
    subject = Subject(View(experiment, simulate(experiment)))
    return {name: OUTPUTS[name].write(subject) for name in HEADERS}


def compiled(text: str, header: str) -> str:
    """What the compiler says; skips where there is no compiler or no header."""
    if shutil.which("gcc") is None:
        pytest.skip("there is no gcc here")
    probe = ("gcc", "-E", "-x", "c", "-")
    asked = f"#include <{header}>\n"
    if subprocess.run(probe, input=asked, text=True, capture_output=True, check=False).returncode:
        pytest.skip(f"{header} is not installed: its -dev package has it")
    return subprocess.run(GCC, input=text, text=True, capture_output=True, check=False).stderr


@pytest.mark.parametrize("name", list(HEADERS))
def test_every_kind_of_event_compiles_without_a_warning(name: str) -> None:
    assert compiled(programs(EVENTS)[name], HEADERS[name]) == ""


@pytest.mark.parametrize("name", list(HEADERS))
def test_the_default_experiment_compiles_without_a_warning(name: str) -> None:
    assert compiled(programs(default_experiment()["events"])[name], HEADERS[name]) == ""


def test_libnuma_says_each_policy_with_its_mask() -> None:
    text = programs(EVENTS)["libnuma"]

    assert "set_mempolicy(MPOL_PREFERRED_MANY | MPOL_F_NUMA_BALANCING" in text
    assert "set_mempolicy(MPOL_DEFAULT, NULL, 0UL)" in text
    assert "mbind(mem_heap + 8UL * PAGE, 8UL * PAGE, MPOL_BIND, (const unsigned long[]){0x2UL}" in (
        text
    )
    assert "MPOL_MF_MOVE | MPOL_MF_STRICT" in text
    assert "touch(mem_heap, 63L, 1L, -2L, 0)" in text or "touch(mem_heap, 63L, 0L, -2L, 0)" in text


def test_a_number_for_weighted_interleave_is_there_where_the_header_is_old() -> None:
    text = programs(default_experiment()["events"])["libnuma"]

    assert "#ifndef MPOL_WEIGHTED_INTERLEAVE\n#define MPOL_WEIGHTED_INTERLEAVE 6" in text
    assert "MPOL_BIND" not in text


def test_hwloc_says_modes_by_how_strict_they_are() -> None:
    text = programs(EVENTS)["hwloc"]

    assert 'bind_task("0-1", HWLOC_MEMBIND_BIND, 0)' in text
    assert '"1", HWLOC_MEMBIND_BIND, HWLOC_MEMBIND_STRICT | HWLOC_MEMBIND_MIGRATE' in text
    assert "hwloc cannot say numa_balancing" in text
    assert "HWLOC_API_VERSION >= 0x00020b00" in text


def test_what_hwloc_hands_on_in_another_way_is_said_by_mbind_itself() -> None:
    lines = [line.strip() for line in programs(EVENTS)["hwloc"].splitlines()]
    raw = [
        at for at, line in enumerate(lines) if line.startswith('told("mbind", by_mbind(mem_heap')
    ]

    assert [lines[at].rpartition(", ")[2] for at in raw] == [
        "MPOL_MF_STRICT));",
        "MPOL_MF_MOVE_ALL | MPOL_MF_STRICT));",
        "(unsigned)0x1UL));",
    ]
    told = "/* hwloc cannot say mbind with MPOL_BIND and the flags "
    assert [lines[at - 1].removeprefix(told) for at in raw][:2] == [
        "MPOL_MF_STRICT */",
        "MPOL_MF_MOVE_ALL | MPOL_MF_STRICT */",
    ]
    assert any('"1", HWLOC_MEMBIND_BIND, HWLOC_MEMBIND_MIGRATE)' in line for line in lines)


def test_calls_that_numaif_declares_are_made_and_what_they_answer_is_shown(tmp_path: Path) -> None:
    story: list[dict[str, Any]] = [
        {"op": "set_mempolicy", "mode": "interleave", "nodes": "0"},
        {"op": "mmap", "id": "heap", "pages": 4},
        {"op": "mbind", "id": "heap", "mode": "bind", "nodes": "0"},
        {"op": "touch", "id": "heap", "pages": "0-3"},
        {"op": "get_mempolicy"},
        {"op": "get_mempolicy", "id": "heap", "page": 2},
        {"op": "get_node", "id": "heap", "page": 1},
        {"op": "move_pages", "id": "heap", "page": 1, "node": 0},
    ]
    text = programs(story)["libnuma"]
    assert "is left out" not in text
    compiled(text, HEADERS["libnuma"])
    build = ("gcc", "-x", "c", "-", "-o", "policy", "-lnuma")
    if subprocess.run(build, input=text, text=True, cwd=tmp_path, check=False).returncode:
        pytest.skip("libnuma is not installed")

    said = subprocess.run(["./policy"], cwd=tmp_path, capture_output=True, text=True, check=True)
    if "Operation not permitted" in said.stderr or "not implemented" in said.stderr:
        pytest.skip("memory policies are not allowed here")
    assert said.stdout.splitlines()[:4] == [
        "get_mempolicy: 3 N0",
        "get_mempolicy: 2 N0",
        "get_mempolicy: 0",
        "move_pages: 0",
    ]


def test_a_refusal_stands_beside_the_call_that_gets_it() -> None:
    lines = programs([{"op": "set_mempolicy", "mode": "bind", "nodes": ""}])["libnuma"].splitlines()
    (place,) = (at for at, line in enumerate(lines) if "set_mempolicy(MPOL_BIND" in line)

    assert "the kernel refuses: EINVAL" in lines[place - 1]


def test_only_helpers_that_are_called_are_there() -> None:
    text = programs(default_experiment()["events"])["libnuma"]

    assert "run_on" not in text
    assert "static void touch(" in text


def test_a_program_runs_on_this_machine(tmp_path: Path) -> None:
    text = programs([{"op": "mmap", "id": "heap", "pages": 4}])["libnuma"]
    compiled(text, HEADERS["libnuma"])
    build = ("gcc", "-x", "c", "-", "-o", "policy")
    subprocess.run(build, input=text, text=True, cwd=tmp_path, check=True)

    assert subprocess.run(["./policy"], cwd=tmp_path, check=False, timeout=10).returncode == 0


def test_what_is_in_no_kernel_is_named_so_and_flags_of_proposals_compile() -> None:
    flagged = {
        "op": "set_mempolicy",
        "mode": "interleave",
        "nodes": "0-1",
        "flags": ["attribute_1"],
    }
    text = programs([flagged, {"op": "set_mempolicy2", "mode": "weighted_interleave"}])["libnuma"]

    assert "#define MPOL_F_ATTRIBUTE_1 0x400" in text
    assert "set_mempolicy2 is left out: it is in no kernel" in text
    assert compiled(text, HEADERS["libnuma"]) == ""
