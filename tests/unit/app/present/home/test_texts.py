"""What is carried away says what was asked, in the words of each tool."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.present.home import OUTPUTS, Subject
from app.present.home.numactl import commands
from app.present.home.programs import programs
from app.present.home.subject import Output
from app.present.views import View
from app.services.catalog import Catalog
from app.words import words_of
from simcore import decode, simulate
from simcore.interchange import READERS
from simcore.kernel.errno import Errno
from simcore.spec import canonical_text
from tests.build import default_experiment, edited, two_homes

PRESETS = tuple(Catalog())


def view_of(*edits: tuple[str, object]) -> View:
    document = default_experiment()
    for where, value in edits:
        document = edited(document, where, value)
    experiment = decode(document)
    return View(experiment, simulate(experiment))


def written(name: str, *edits: tuple[str, object], link: str = "") -> str:
    return OUTPUTS[name].write(Subject(view_of(*edits), link))


def with_event(event: dict[str, Any]) -> tuple[str, object]:
    return "/events", [*default_experiment()["events"], event]


def two_sockets() -> tuple[str, object]:
    return "/machine/nodes/1/cpus", "64-127"


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=list(OUTPUTS))
@pytest.mark.parametrize("preset", PRESETS, ids=[preset.name for preset in PRESETS])
def test_every_preset_can_be_taken_home_in_every_way(preset: Any, output: Output) -> None:
    view = View(preset.experiment, simulate(preset.experiment))

    text = output.write(Subject(view, "/?preset=" + preset.name))

    assert len(text.splitlines()) >= 1
    assert text.endswith("}" if output.name == "json" else "\n")


@pytest.mark.parametrize("name", ["numactl", "shell", "sysfs"])
def test_a_shell_reads_what_is_meant_for_it(name: str) -> None:
    hostile = with_event({"op": "sysfs_write", "file": "node0", "value": "'; reboot; '"})
    text = written(name, hostile)

    assert subprocess.run(["sh", "-n"], input=text, text=True, check=False).returncode == 0
    assert "reboot; ''" not in text


@pytest.mark.parametrize(
    "mode, needed",
    [
        ("weighted_interleave", "# needs Linux 6.9 and numactl 2.0.19 or newer"),
        ("preferred_many", "# needs Linux 5.15 and numactl 2.0.15 or newer"),
    ],
)
def test_a_young_option_names_the_numactl_that_knows_it(mode: str, needed: str) -> None:
    assert needed in commands(view_of(("/events/0/mode", mode)))
    assert needed in written("systemd", ("/events/0/mode", mode)).splitlines()


def ran(text: str, folder: Path, held: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The script beside a ./app that says so, with sysfs in a folder and a sudo that fails."""
    for name, value in held.items():
        (folder / name).write_text(value)
    for name, says in (("app", "ran"), ("numactl", "ran"), ("taskset", "ran"), ("id", "1000")):
        (folder / name).write_text(f"#!/bin/sh\necho {says}\n")
    (folder / "sudo").write_text("#!/bin/sh\nexit 1\n")
    for name in ("app", "numactl", "taskset", "id", "sudo"):
        (folder / name).chmod(0o755)
    text = text.replace("/sys/kernel/mm/mempolicy/weighted_interleave", str(folder))
    path = {"PATH": f"{folder}:/usr/bin:/bin"}
    script = ["sh", "-c", text]
    return subprocess.run(script, cwd=folder, env=path, check=False, capture_output=True, text=True)


def test_a_script_whose_weights_cannot_be_written_stops_before_the_program(tmp_path: Path) -> None:
    done = ran(written("numactl"), tmp_path, {"node0": "1\n", "node1": "1\n"})

    assert done.returncode == 1
    assert f"stopped: {tmp_path}/node0 holds 1, not 9" in done.stderr
    assert "ran" not in done.stdout


def test_a_script_whose_weights_are_there_needs_no_root(tmp_path: Path) -> None:
    done = ran(written("numactl"), tmp_path, {"node0": "9\n", "node1": "1\n"})

    assert (done.returncode, done.stdout, done.stderr) == (0, "ran\n", "")


@pytest.mark.parametrize("name", ["numactl", "sysfs", "systemd"])
def test_weights_are_told_to_be_the_systems_until_it_reboots(name: str) -> None:
    assert "reboot" in written(name)


@pytest.mark.parametrize("name", ["libnuma", "hwloc"])
def test_a_program_pins_itself_where_two_nodes_have_cpus(name: str) -> None:
    assert '    run_on("0-63");' in written(name, two_sockets())
    assert "run_on" not in written(name)


@pytest.mark.parametrize("name", ["libnuma", "hwloc"])
def test_a_program_of_one_thread_stays_on_its_cpu(name: str) -> None:
    alone = ("/workload/streams/0/threads", 1)

    assert '    run_on("0");' in written(name, two_sockets(), alone)


def test_flags_that_numactl_cannot_say_are_left_to_the_program() -> None:
    lines = commands(view_of(("/events/0/flags", ["static_nodes"])))

    assert "# numactl cannot say static_nodes: see the C program" in lines


def test_balancing_stands_before_membind() -> None:
    lines = commands(view_of(("/events/0/mode", "bind"), ("/events/0/flags", ["numa_balancing"])))

    assert lines[-1] == "numactl --balancing --membind=0-1 ./app"


def test_cpus_are_told_as_soon_as_two_nodes_have_some() -> None:
    alone, two = commands(view_of()), commands(view_of(two_sockets()))

    assert alone[-1].startswith("numactl")
    assert two[-1].startswith("taskset -c 0-63 numactl")


def test_a_cpuset_becomes_a_cgroup_of_its_own() -> None:
    lines = commands(view_of(("/tasks/0/mems_allowed", "1")))

    assert "echo 1 > $G/cpuset.mems" in lines
    assert lines.index("echo $$ > $G/cgroup.procs") < len(lines) - 1


def test_a_command_names_only_nodes_of_its_cpuset_which_are_all_that_libnuma_takes() -> None:
    assert commands(view_of(("/tasks/0/mems_allowed", "1")))[-1] == (
        "numactl --weighted-interleave=1 ./app"
    )


CPUSET = {"op": "cpuset", "mems": "1"}


@pytest.mark.parametrize(
    "events, start, left",
    [
        ("policy, map, touch, cpuset", "0-1", "event 3, cpuset (after the first page)"),
        ("policy, cpuset, map, touch", "0-1", "event 1, cpuset (after the policy, which"),
        ("cpuset, policy, map, touch", "1", ""),
    ],
)
def test_what_a_start_cannot_say_in_its_order_is_named(events: str, start: str, left: str) -> None:
    policy, mapped, touch = default_experiment()["events"]
    known = {"policy": policy, "map": mapped, "touch": touch, "cpuset": CPUSET}
    asked = ("/events", [known[name] for name in events.split(", ")])

    for name, cpuset in (("numactl", "cpuset.mems"), ("systemd", "AllowedMemoryNodes=")):
        text = written(name, asked)
        assert f"--weighted-interleave={start} " in text
        assert (cpuset in text) == (start == "1")
        assert (f"# left out: {left}" in text) if left else ("left out" not in text)


def test_a_policy_after_the_first_page_is_none_that_a_program_starts_with() -> None:
    policy, mapped, touch = default_experiment()["events"]
    lines = commands(view_of(("/events", [mapped, touch, policy])))

    assert lines[0].startswith("./app")
    assert lines[-1].startswith("# left out: event 2, set_mempolicy (after the first page)")


def two_tasks() -> tuple[str, object]:
    return "/tasks", [*default_experiment()["tasks"], {"name": "other", "cpu": 64}]


def test_other_tasks_are_told_with_a_line_of_their_own() -> None:
    policy = with_event({"op": "set_mempolicy", "task": "other", "mode": "bind", "nodes": "1"})
    lines = commands(view_of(policy, two_tasks(), two_sockets()))

    assert lines[-2] == "taskset -c 64 numactl --membind=1 ./app"
    assert lines[-1].startswith("# another task, main: taskset -c 0-63 numactl --weighted")
    assert "# This is the task other; a unit of its own is for each other: main." in written(
        "systemd", policy, two_tasks(), two_sockets()
    )


def test_systemd_names_what_it_leaves_out() -> None:
    ranged = {"op": "mbind", "id": "heap", "mode": "bind", "nodes": "1"}

    assert "# systemd cannot say mbind (1 call): see the C program" in written(
        "systemd", with_event(ranged)
    )


@pytest.mark.parametrize(
    "mode, versions",
    [("bind", ["NUMAPolicy= needs systemd 243"]), ("preferred_many", [])],
)
def test_systemds_versions_are_those_of_the_settings_in_use(mode: str, versions: list[str]) -> None:
    text = written("systemd", ("/events/0/mode", mode))

    assert [line[2:31] for line in text.splitlines() if "needs systemd" in line] == versions
    assert "sysfs" not in text


def test_an_old_kernel_is_told_to_have_no_auto_weights() -> None:
    new = commands(view_of(("/sysfs/auto", True)))
    old = commands(view_of(("/sysfs/auto", True), ("/kernel", "linux-6.12")))

    assert any(line.startswith("echo true > $W/auto") for line in new)
    assert not any("echo true" in line for line in old)
    assert old[0] == "# linux-6.12 cannot compute weights: auto came with Linux 6.16"


def test_a_refused_policy_is_told_with_the_kernels_reason() -> None:
    lines = commands(view_of(("/events/0/nodes", "")))

    assert lines[0].startswith("# no command")
    assert lines[1].startswith("# EINVAL: ")


def test_a_range_policy_is_left_to_the_program() -> None:
    ranged = {"op": "mbind", "id": "heap", "mode": "bind", "nodes": "1"}

    assert commands(view_of(with_event(ranged)))[-1].startswith(
        "# numactl cannot say mbind (1 call)"
    )


def test_systemd_says_the_modes_that_it_has_words_for() -> None:
    text = written("systemd", ("/events/0/mode", "interleave"), two_sockets())

    assert "NUMAPolicy=interleave\nNUMAMask=0-1\n" in text
    assert "CPUAffinity=0-63" in text
    assert "ExecStart" not in text


def test_systemd_gets_its_cpuset_from_the_experiment() -> None:
    assert "AllowedMemoryNodes=1\n" in written("systemd", ("/tasks/0/mems_allowed", "1"))


def test_systemd_wraps_the_mode_that_it_does_not_know() -> None:
    text = written("systemd")

    assert "NUMAPolicy=weighted" not in text
    assert "ExecStartPre=+/bin/sh -c 'echo 9 > /sys/kernel/mm/mempolicy" in text
    assert "ExecStart=/usr/bin/numactl --weighted-interleave=0-1" in text


def test_the_notebook_is_one_that_jupyter_opens() -> None:
    book = json.loads(written("notebook", link="/x/bcdfghjkmnp"))

    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])
    assert "(/x/bcdfghjkmnp)" in "".join(book["cells"][0]["source"])
    for cell in book["cells"]:
        assert all(line.endswith("\n") for line in cell["source"][:-1])
        assert ("outputs" in cell) == (cell["cell_type"] == "code")


def test_the_notebooks_numbers_are_the_engines() -> None:
    view = view_of()
    book = json.loads(OUTPUTS["notebook"].write(Subject(view)))
    cells = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]

    for source in cells:
        compile(source, "cell", "exec")
    known: dict[str, Any] = {}
    exec("\n".join(cells[:2]), known)  # parameters and data, the cells without matplotlib
    assert [node["pages"] for node in known["results"]["nodes"]] == [
        node.pages for node in view.result.nodes
    ]
    assert decode(known["experiment"]) == view.experiment


def test_the_report_answers_first_and_keeps_names_from_being_markup() -> None:
    hostile = with_event({"op": "mmap", "id": "a|<b>*", "pages": 1})
    text = written("report", hostile, link="#s=abc")

    assert text.startswith("# ")
    assert "[1]: <#s=abc>" in text
    assert "| 0 | DRAM | 0-63 |" in text
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert "not from a measurement" in text


def test_the_report_holds_what_the_rates_follow_from() -> None:
    entry = {"initiator": 0, "target": 1, "read_mib_per_s": 9001, "idle_ns": 333}
    text = written("report", ("/machine/access", [entry]), two_sockets())

    assert "| node 0 → node 1 | 9 001 | – | 333 |" in text
    assert "| link | kind | between | read MiB/s | write MiB/s | added ns |" in text
    assert "| task | threads | on CPUs | pattern | reads |" in text
    assert "| main | 64 | 0-63 (node 0) | stream | 67" in text


@pytest.mark.parametrize("threads, cpus", [(64, "0-63"), (1, "0")])
def test_the_report_spreads_threads_over_the_cpus_of_their_node(threads: int, cpus: str) -> None:
    text = written("report", ("/workload/streams/0/threads", threads))
    assert f"| main | {threads} | {cpus} (node 0) |" in text


def test_the_report_says_that_ways_go_before_links() -> None:
    way = {"initiator": 0, "target": 1, "read_mib_per_s": 94_073, "write_mib_per_s": 80_000}
    both = written("report", ("/machine/access", [way | {"idle_ns": 333}]), two_sockets())
    assert both.index("**Links**") < both.index("go before links") < both.index("94 073")
    assert "go before links" not in written("report")


def test_the_reports_link_is_a_note_at_its_end() -> None:
    lines = written("report", link="/#" + "a" * 5000).splitlines()

    assert "[The experiment][1]" in lines[:8]
    assert lines[-1].startswith("[1]: </#aaa")
    assert max(map(len, lines[:-1])) < 1000


def test_the_report_marks_what_nobody_measured() -> None:
    assert "95 (assumed)" in written("report")


def test_the_report_tells_estimates_and_marks_links_and_ways_too() -> None:
    sources = {
        "/nodes/0/idle_ns": "estimated",
        "/links/0/read_mib_per_s": "assumed",
        "/access/0/idle_ns": "estimated",
    }
    way = {"initiator": 0, "target": 1, "read_mib_per_s": 9001, "idle_ns": 333}
    asked = ("/machine/access", [way]), ("/machine/sources", sources), two_sockets()
    text = written("report", *asked)

    assert "95 (estimated)" in text
    assert "| 9 001 | – | 333 (estimated) |" in text
    links = text[text.index("| link | kind") :].split("\n\n")[0]
    assert links.count("(assumed)") == 1


def test_the_document_is_the_experiment() -> None:
    assert decode(json.loads(written("json"))) == view_of().experiment


def test_a_german_reader_gets_german_words_around_the_same_commands() -> None:
    view = view_of()
    german = View(view.experiment, view.result, words=words_of("de"))

    text = OUTPUTS["report"].write(Subject(german))

    assert "## Richtlinie" in text
    assert "\n".join(commands(view)) in text
    assert OUTPUTS["report"].label_in(german.words) == "Bericht"
    assert OUTPUTS["hwloc"].label_in(german.words) == "C, hwloc"


def test_nodes_that_the_machine_lacks_are_left_out_as_the_kernel_does() -> None:
    wide, preferred = ("/events/0/nodes", "1-63"), ("/events/0/mode", "preferred")

    assert commands(view_of(wide))[-1] == "numactl --weighted-interleave=1 ./app"
    assert commands(view_of(wide, preferred))[-1] == "numactl --preferred=1 ./app"
    assert "NUMAMask=1\n" in written("systemd", wide, preferred)
    assert 'bind_task("1", WEIGHTED' in written("hwloc", wide)


def test_the_weights_written_for_sysfs_are_read_back() -> None:
    read = READERS["weighted-interleave-sysfs"].read(written("sysfs"))
    assert {fact.place: fact.value for fact in read.facts} == {("weight", 0): 9, ("weight", 1): 1}


def homes(*, shared: bool) -> View:
    """Two tasks on two sockets, the second beside the first one's memory or its own."""
    preset = next(preset for preset in PRESETS if preset.name == "two-sockets")
    document = two_homes(json.loads(canonical_text(preset.experiment)))
    document["events"].insert(0, {"op": "set_mempolicy", "task": "main", "mode": "interleave"})
    document["events"][0]["nodes"] = "0-1"
    if shared:
        document["workload"]["streams"][1]["regions"] = {"near": 1000}
    experiment = decode(document)
    return View(experiment, simulate(experiment))


def test_threads_of_one_program_on_both_sockets_get_the_cpus_of_both() -> None:
    """The rate is that of both streams: on the CPUs of one socket there would be half of it."""
    subject = Subject(homes(shared=True))
    lines = OUTPUTS["numactl"].write(subject).splitlines()
    where = "main on 0-31,64-95, peer on 32-63,96-127"

    assert "exec taskset -c 0-127 numactl --interleave=0-1 ./app" in lines
    assert f"# numactl cannot say which threads run where, one program does: {where}" in lines
    assert not any("another task" in line for line in lines)

    unit = OUTPUTS["systemd"].write(subject)
    assert "CPUAffinity=0-127\n" in unit
    assert f"# systemd cannot say which threads run where, one program does: {where}" in unit
    assert "a unit of its own" not in unit
    for name in ("libnuma", "hwloc"):
        text = OUTPUTS[name].write(subject)
        assert '    run_on("0-127");' in text
        assert f"/* run_on cannot say which threads run where, one program does: {where} */" in text


def test_programs_with_memory_of_their_own_are_each_started_and_the_rate_is_of_all() -> None:
    lines = commands(homes(shared=False))

    assert lines[0] == "taskset -c 0-31,64-95 numactl --interleave=0-1 ./app"
    assert lines[1].startswith("# the rate is of all tasks at once")
    assert lines[2] == "# another task, peer: taskset -c 32-63,96-127 ./app"
    assert len(lines) == 3


def test_a_policy_of_another_thread_in_the_program_is_named() -> None:
    view = homes(shared=True)
    document = json.loads(canonical_text(view.experiment))
    document["events"].insert(
        0, {"op": "set_mempolicy", "task": "peer", "mode": "bind", "nodes": "1"}
    )
    experiment = decode(document)
    lines = commands(View(experiment, simulate(experiment)))

    assert "# numactl cannot say the policy of peer in the same program: see the C program" in lines


def test_tasks_that_use_one_region_are_one_program() -> None:
    for shared, groups in ((True, [["main", "peer"]]), (False, [["main"], ["peer"]])):
        experiment = homes(shared=shared).experiment
        found = programs(experiment, experiment.tasks[0])
        assert [[task.name for task in tasks] for tasks in found] == groups


def test_auto_that_would_answer_enodev_is_not_offered() -> None:
    """Measured and assumed rates are no firmware's: every node weighs 1, and that is written."""
    rates = ("read_mib_per_s", "write_mib_per_s")
    silent = {f"/nodes/{node}/{rate}": "estimated" for node in (0, 1) for rate in rates}
    edits = (("/sysfs/auto", True), ("/machine/sources", silent))
    lines = commands(view_of(*edits))

    assert lines[0].startswith(
        "# firmware told no bandwidth: every node weighs 1; echo true > auto"
    )
    assert "echo 1 > $W/node0" in lines
    assert "echo 1 > $W/node1" in lines
    assert not any(line.startswith("echo true") for line in lines)
    for name in ("numactl", "sysfs", "systemd"):
        assert "true > /sys" not in written(name, *edits)
        assert "want auto" not in written(name, *edits)
    refused = {"op": "sysfs_write", "file": "auto", "value": "true"}
    wrote = view_of(*edits[1:], with_event(refused))
    assert wrote.result.events[-1].errno == Errno.ENODEV


def test_a_way_that_repeats_its_nodes_estimate_is_marked_as_one() -> None:
    way = {"initiator": 0, "target": 1, "read_mib_per_s": 20000, "write_mib_per_s": 21000}
    sources = {"/nodes/1/write_mib_per_s": "estimated", "/access/0/read_mib_per_s": "estimated"}
    text = written("report", ("/machine/access", [way]), ("/machine/sources", sources))
    row = next(line for line in text.splitlines() if "node 0 → node 1" in line)

    assert row.count("(estimated)") == 2
