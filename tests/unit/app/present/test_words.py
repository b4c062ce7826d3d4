"""What is said: verdicts, refusals, commands, numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.present import text
from app.present.advice import Advice, advise
from app.present.comparing.columns import policy_text
from app.present.home.numactl import commands
from app.present.home.report import policy_words
from app.present.preview import summaries
from app.present.suggestions import suggestion_notes, suggestions
from app.present.tables import tables
from app.present.varied import is_all
from app.present.views import View
from app.present.weighing import left_out, weights_note
from app.present.workbench import workbench_page
from app.words import ENGLISH, words_of
from simcore import decode, simulate
from simcore.kernel.modes import MODE_RULES
from simcore.nodemask import NodeMask
from tests.build import default_experiment, edited


def view_of(*edits: tuple[str, object]) -> View:
    document = default_experiment()
    for where, value in edits:
        document = edited(document, where, value)
    experiment = decode(document)
    return View(experiment, simulate(experiment))


def said(*edits: tuple[str, object]) -> Advice:
    return advise(view_of(*edits))


def test_good_weights_are_called_good_and_their_neighbours_told() -> None:
    advice = said()
    assert advice.verdict == "9:1 is a good choice."
    assert "10:1 is within 1\u202f%" in advice.sentence
    assert "28:3" in advice.details


def test_the_best_weights_are_good_on_few_pages_too_which_cannot_lie_exactly_so() -> None:
    advice = said(("/events/1/pages", 64), ("/events/2/pages", "0-63"))
    assert advice.verdict == "9:1 is a good choice."
    assert advice.sentence.startswith("Expected 202 GB/s")


def test_poor_weights_are_told_the_better_ones() -> None:
    advice = said(("/sysfs/weights/0", 2))
    assert advice.verdict.startswith("9:1 would be")
    assert advice.tone == "better"


def preset(name: str, *edits: tuple[str, object]) -> View:
    file = Path(__file__).parents[4] / "app" / "presets" / f"{name}.json"
    document = json.loads(file.read_text())["experiment"]
    for where, value in edits:
        document = edited(document, where, value)
    experiment = decode(document)
    return View(experiment, simulate(experiment))


def test_on_many_nodes_a_better_weight_of_one_is_told_as_that() -> None:
    advice = advise(preset("two-sockets-two-cxl", ("/sysfs/weights/0", 1)))
    assert advice.verdict.startswith("Other weights would be ")
    assert "with the weight of node 0 changed alone" in advice.sentence
    assert advice.verdict.endswith("or more; “Find the best weights” weighs all nodes.")


def test_on_many_nodes_no_weights_are_good_only_because_one_of_them_is() -> None:
    assert advise(preset("two-sockets-two-cxl")).verdict == (
        "10:3:2:1 is a good choice as far as the weight of node 0 goes; "
        "“Find the best weights” weighs all nodes."
    )


def test_on_many_nodes_one_alone_is_not_the_last_word() -> None:
    advice = advise(preset("two-sockets-two-cxl", ("/workload/streams/0/threads", 2)))
    assert advice.verdict.startswith("Node 0 alone would be ")
    assert advice.sentence.endswith("; “Find the best weights” weighs all nodes.")


def test_more_threads_than_cpus_are_told_with_both_numbers() -> None:
    said_of = "counts all 5\u202f000 threads, but the 64 CPUs of node 0 run one each at a time"
    assert said_of in said(("/workload/streams/0/threads", 5000)).details
    assert "CPUs" not in said().details
    assert "The model counts" not in str(said(("/workload/streams", [])))
    two = preset("two-sockets", ("/events/0/mode", "interleave"))
    (stream,) = two.experiment.model_dump(mode="json")["workload"]["streams"]
    here, there = (NodeMask.parse(node.cpus, 1024) for node in two.experiment.machine.nodes)
    cpus = len(here)
    both = [stream | {"threads": cpus // 2}, stream | {"threads": cpus}]
    together = advise(preset("two-sockets", ("/workload/streams", both))).details
    assert f"all {cpus * 3 // 2} threads, but the {cpus} CPUs of node 0" in together
    away = [*two.experiment.model_dump(mode="json")["events"]]
    away.insert(0, {"op": "sched_setaffinity", "task": "main", "cpu": there.first()})
    moved = preset("two-sockets", ("/workload/streams", both), ("/events", away))
    assert f"the {cpus} CPUs of node 1" in advise(moved).details


def test_what_auto_would_set_is_told_of_the_policys_nodes_and_from_these_rates() -> None:
    advice = advise(preset("two-sockets-two-cxl", ("/events/0/nodes", "0-1")))
    assert "every node weighs 1 in its auto mode; if firmware told these rates" in advice.details
    assert "it would set 13:13 on nodes 0-1." in advice.details


def test_where_firmware_gave_no_rate_auto_is_told_to_set_ones() -> None:
    blind = preset("two-sockets-two-cxl", ("/sysfs", {"auto": True}))
    assert set(blind.weights.values()) == {1}
    assert weights_note(blind).startswith("The kernel knows no bandwidth here")
    known = preset("dram-cxl", ("/sysfs", {"auto": True}))
    assert known.weights == {0: 28, 1: 3}
    assert weights_note(known) == ""


def test_what_links_add_to_the_curves_of_latency_is_said() -> None:
    assert "a link may be full before its node" in summaries(preset("dram-cxl"))["latency"]
    direct = preset("dram-cxl", ("/machine/links", []))
    assert "link" not in summaries(direct)["latency"]


def test_memory_that_the_policy_does_not_name_is_told() -> None:
    view = preset("two-sockets-two-cxl", ("/events/0/nodes", "0,2"))
    assert left_out(view) == (
        "node 1 (DRAM) and node 3 (CXL) are not among the policy's nodes and get no page."
    )
    assert advise(view).details.startswith("Node 1 (DRAM) and node 3 (CXL) are not among")
    assert left_out(preset("two-sockets-two-cxl")) == ""
    assert left_out(preset("two-sockets-two-cxl", ("/events/0/mode", "bind"))) == ""


def test_of_modes_that_use_no_weights_nothing_is_said_of_auto() -> None:
    assert "auto" not in said(("/events/0/mode", "bind")).details


def test_a_gain_within_the_models_error_is_no_verdict() -> None:
    advice = said(("/sysfs/weights/0", 12))
    assert advice.verdict.startswith("12:1 is about as fast as 9:1: a gain of 1")
    assert advice.tone == "good"


def with_weights_in_between() -> tuple[str, object]:
    """Half of the pages are touched at 9:1, the others at 2:1."""
    policy, mapping, _ = default_experiment()["events"]
    halves = [
        {"op": "touch", "id": "heap", "pages": pages} for pages in ("0-524287", "524288-1048575")
    ]
    return "/events", [policy, mapping, halves[0], {"op": "weights", "set": {"0": 2}}, halves[1]]


def test_weights_that_an_event_changes_are_named_as_those_at_the_start() -> None:
    view = view_of(with_weights_in_between())
    assert "weights 9:1 at the start; event 3 changes them" in policy_words(view)
    assert "9:1 at the start; event 3 changes them" in policy_text(view)
    assert weights_note(view) == "These are the weights at the start; event 3 changes them."
    assert "# event 3 changes them later: see sysfs" in commands(view)
    assert policy_words(view_of()).endswith("weights 9:1; linux-7.2")
    assert weights_note(view_of()) == ""


def test_pages_that_lie_otherwise_since_weights_changed_are_told_so() -> None:
    assert said(with_weights_in_between()).verdict == (
        "The pages do not lie 2:1: event 3 changed the weights when pages were there already, "
        "and those stay."
    )


@pytest.mark.parametrize("later", [True, False])
def test_pages_that_were_moved_since_did_not_stay(later: bool) -> None:
    where, events = with_weights_in_between()
    assert isinstance(events, list)
    moved = {"op": "migrate_pages", "from": "0", "to": "1"}
    events.insert(5 if later else 3, moved)
    verdict = said((where, events)).verdict
    cause = "event {} moved pages that were there already"
    stay = "event 4 changed the weights when pages were there already, and those stay"
    told = cause.format(5) if later else f"{stay} and {cause.format(3)}"
    assert verdict == f"The pages do not lie 2:1: {told}."


def test_a_call_that_moved_nothing_is_no_cause() -> None:
    where, events = with_weights_in_between()
    assert isinstance(events, list)
    events.append({"op": "move_pages", "id": "heap", "page": 0, "node": 0})
    assert "event 3 changed the weights" in said((where, events)).verdict
    assert "moved" not in said((where, events)).verdict


def test_a_call_that_was_to_move_pages_and_moved_none_says_so() -> None:
    move = {"op": "mbind", "id": "heap", "mode": "bind", "mf": ["move"], "first": 0, "pages": 64}
    fork = {"op": "fork", "child": "kid"}
    events = decode(default_experiment()).model_dump(mode="json")["events"]
    calls = [{**move, "nodes": "0"}, fork, {**move, "nodes": "1"}, {**move, "mf": [], "nodes": "0"}]
    shown = tables(view_of(("/events", [*events, *calls])))["events"]
    assert shown is not None
    told = [row[4] for row in shown.rows[3:]]
    assert ["no page moved" in each for each in told] == [False, False, True, False]


def test_an_empty_nodemask_is_told_as_the_kernels_einval() -> None:
    advice = said(("/events/0/nodes", ""))
    assert advice.verdict == "The kernel refuses event 0: set_mempolicy answers EINVAL."
    assert "the nodemask is empty" in advice.sentence


def test_the_first_refusal_names_its_event_and_those_that_follow() -> None:
    strict = {"op": "mbind", "id": "heap", "mode": "bind", "nodes": "1", "mf": ["strict"]}
    events = decode(default_experiment()).model_dump(mode="json")["events"]
    one = said(("/events", [*events, strict]))
    assert one.verdict == "The kernel refuses event 3: mbind answers EIO."
    assert (one.sentence, one.details) == ("A page lies outside node 1.", "")
    two = said(("/events", [*events, strict, strict]))
    assert (two.verdict, two.details) == (one.verdict, "Event 4 fails, too.")
    many = said(("/events", [*events, *[strict] * 12]))
    assert many.details == "Events 4, 5, 6, 7, 8, 9, 10, 11, … fail, too."


def test_a_mask_of_absent_nodes_is_told_as_the_kernels_einval() -> None:
    advice = said(("/events/0/nodes", "5-6"))
    assert "EINVAL" in advice.verdict
    assert "5-6" in advice.sentence


def test_a_full_bind_ends_with_the_oom_killer_at_its_page() -> None:
    advice = said(("/events/0/mode", "bind"), ("/events/0/nodes", "1"), ("/machine/nodes/1/mib", 1))
    assert advice.verdict == "The OOM killer ends the task at page 256."


def test_few_threads_are_named_as_the_limit() -> None:
    assert "the threads are the limit" in said(("/workload/streams/0/threads", 4)).details


def test_a_plain_interleave_is_told_what_weights_would_give() -> None:
    advice = said(("/events/0/mode", "interleave"))
    assert "Weighted interleave at" in advice.sentence


@pytest.mark.parametrize(
    "mode,nodes,last",
    [
        ("interleave", "0-1", "numactl --interleave=0-1 ./app"),
        ("bind", "1", "numactl --membind=1 ./app"),
        ("preferred", "", "numactl --localalloc ./app"),
        ("local", "", "numactl --localalloc ./app"),
        ("preferred_many", "0-1", "numactl --preferred-many=0-1 ./app"),
    ],
)
def test_each_mode_has_its_numactl_option(mode: str, nodes: str, last: str) -> None:
    view = view_of(("/events/0/mode", mode), ("/events/0/nodes", nodes))
    assert commands(view)[-1] == last


def test_weights_are_written_to_sysfs_before_the_program_starts() -> None:
    lines = commands(view_of())
    assert lines[0].startswith("W=/sys/kernel/mm/mempolicy/weighted_interleave")
    assert lines[1:4] == [
        "# write as root (Linux 6.9 or newer; for the whole system, until it reboots):",
        "echo 9 > $W/node0",
        "echo 1 > $W/node1",
    ]
    assert lines[-1] == "numactl --weighted-interleave=0-1 ./app"


def test_suggestions_are_by_bandwidth_and_the_kernels() -> None:
    assert suggestions(view_of()) == {
        "bandwidth": {"0": 9, "1": 1},
        "kernel": {"0": 28, "1": 3},
    }


def test_a_full_node_is_told_in_the_summary_of_the_shares() -> None:
    assert "a node was full" in summaries(view_of(("/machine/nodes/1/mib", 100)))["distribution"]


@pytest.mark.parametrize(
    "rate,shown", [(221.6, "222"), (22.19, "22.2"), (2.225, "2.23"), (99.96, "100")]
)
def test_rates_have_three_significant_digits(rate: float, shown: str) -> None:
    assert text.gb_per_s(rate) == shown


@pytest.mark.parametrize(
    "size,shown", [(512, "512 MiB"), (61849, "60.4 GiB"), (131072, "128 GiB"), (2**43, "8 EiB")]
)
def test_sizes_take_the_largest_unit(size: int, shown: str) -> None:
    assert text.mib(size) == shown.replace(" ", "\u202f")


@pytest.mark.parametrize(
    "size,shown",
    [
        (131072, "128"),
        (131071.99, "128.0"),
        (130663, "127.6"),
        (130662.4, "127.6"),
        (100, "0.10"),
        (0, "0"),
    ],
)
def test_what_is_free_is_rounded_and_never_looks_like_all(size: float, shown: str) -> None:
    assert text.left_in(size, "GiB") == shown
    assert text.unit_of(131071.99) == "GiB"


def test_the_table_of_nodes_bears_its_unit_in_the_head_and_says_nothing_twice() -> None:
    as_asked = tables(preset("dram-cxl"))["nodes"]
    assert as_asked is not None
    assert as_asked.head == ("node", "pages", "free, GiB", "GB/s", "in use", "ns")
    assert [row[2] for row in as_asked.rows] == ["60.4", "127.6"]
    small = tables(view_of(("/machine/nodes/0/mib", 1024)))["nodes"]
    assert small is not None
    assert small.head[2] == "asked for"
    assert small.rows[0][1] != small.rows[0][2]


def test_german_numbers_bear_a_comma_and_the_same_thin_spaces() -> None:
    german = words_of("de")
    assert text.gb_per_s(22.19, german) == "22,2"
    assert text.mib(61849, german) == "60,4\u202fGiB"
    assert text.percent(0.005, german) == "0,5\u202f%"
    assert text.joined(["a", "b", "c"], german) == "a, b und c"
    assert text.grouped(943718) == "943\u202f718"


@pytest.mark.parametrize("mode", MODE_RULES)
def test_a_mode_means_in_english_what_the_core_says(mode: str) -> None:
    assert ENGLISH(f"modes.{mode}") == MODE_RULES[mode].meaning


@pytest.mark.parametrize("nodes", ["-", "bad", "", "2000"])
def test_a_mask_argument_that_names_no_node_of_the_machine_is_still_a_page(nodes: str) -> None:
    view = view_of(("/events/0/nodes", nodes))
    page = workbench_page(view.experiment, view.result)
    assert "EINVAL" in page.advice.verdict or "EFAULT" in page.advice.verdict
    assert page.commands[0] == "# no command: the kernel refuses this policy"
    assert not any(node.chosen for node in page.controls.nodes)


def test_preferred_with_a_null_mask_is_local() -> None:
    view = view_of(("/events/0/mode", "preferred"), ("/events/0/nodes", "-"))
    assert commands(view) == ["numactl --localalloc ./app"]


def test_a_suggestion_tells_how_its_ratio_came_about() -> None:
    notes = suggestion_notes(view_of(), suggestions(view_of()))
    assert "190\u202f000 : 21\u202f000 MiB/s → 9 : 1 → 9:1 in small numbers." in notes["bandwidth"]
    assert notes["bandwidth"].startswith("Each node's own rates")
    assert "as if firmware (HMAT, CDAT) told them" in notes["kernel"]
    assert notes["kernel"].endswith("32 shares, rounded down, reduced → 28:3.")
    unknown = view_of(("/machine/nodes/0/read_mib_per_s", None))
    assert suggestion_notes(unknown, suggestions(unknown)) == {}


def test_automatic_weights_are_those_of_the_kernel() -> None:
    assert view_of().weights == {0: 9, 1: 1}
    assert view_of(("/sysfs/auto", True)).weights == {0: 28, 1: 3}


def test_a_full_node_is_named_only_where_pages_were_passed_over() -> None:
    def distribution(*edits: tuple[str, object]) -> str:
        return summaries(view_of(*edits))["distribution"]

    events = default_experiment()["events"]
    halves = [
        *events[:2],
        {"op": "touch", "id": "heap", "pages": "0-4999"},
        {"op": "weights", "set": {"0": 3}},
        {"op": "touch", "id": "heap", "pages": "5000-9999"},
    ]
    assert "a node was full" not in distribution(("/events", halves))
    assert "a node was full" in distribution(("/machine/nodes/1/mib", 100))
    assert distribution(("/events", events[:2])) == ENGLISH("summary.no_page")


@pytest.mark.parametrize(
    "rates,shape",
    [
        (
            (10.0, 40.0, 20.0),
            "From 10 GB/s at 1:1 the expected bandwidth peaks at 40 GB/s with 2:1",
        ),
        (
            (10.0, 20.0, 40.0),
            "From 10 GB/s at 1:1 the expected bandwidth rises to 40 GB/s with 3:1",
        ),
        ((40.0, 20.0, 10.0), "highest at the smallest weight, 40 GB/s with 1:1, and falls to 10 "),
        ((10.0, 10.1, 10.2), "The expected bandwidth is 10 GB/s from 1:1 to 3:1."),
    ],
)
def test_a_curve_that_is_highest_at_an_end_is_told_no_peak_before_it(
    rates: tuple[float, ...], shape: str
) -> None:
    view = view_of()
    assert view.result.curve is not None
    points = [(weight, rate, rate, rate, rate) for weight, rate in enumerate(rates, start=1)]
    curve = view.result.curve.model_copy(update={"points": points})
    drawn = View(view.experiment, view.result.model_copy(update={"curve": curve}))
    assert shape in summaries(drawn)["bandwidth"]


def test_what_a_kernel_without_automatic_weights_would_set_is_said_of_later_ones() -> None:
    assert "the kernel's auto mode would set 28:3" in said().details
    before = said(("/kernel", "linux-6.12")).details
    assert "a kernel from 6.16 on would set 28:3 on nodes 0-1 by itself" in before


def test_what_a_call_gives_back_stands_in_its_answer() -> None:
    events = [*default_experiment()["events"], {"op": "get_mempolicy"}]
    (*_, row) = tables(view_of(("/events", events)))["events"].rows
    assert row[2] == "mode=weighted_interleave flags= nodes=0-1"


def test_written_weights_are_told_in_words_and_not_as_a_dictionary() -> None:
    events = [*default_experiment()["events"], {"op": "weights", "set": {"0": 3, "1": 4}}]
    (*_, row) = tables(view_of(("/events", events)))["events"].rows

    assert row[2:4] == ("node0 ok, node1 ok", "set=0:3,1:4")


def test_after_a_fork_the_parents_region_is_looked_at_and_not_its_copy() -> None:
    events = [*default_experiment()["events"], {"op": "fork", "child": "a"}]
    view = view_of(("/events", events))

    assert sorted(view.result.regions) == ["a:heap", "heap"]
    assert view.region is not None
    assert view.region[0] == "heap"


@pytest.mark.parametrize(
    "policy",
    [
        ("/events/0/nodes", ""),
        ("/events/0", {"op": "set_mempolicy", "mode": "default"}),
        ("/events/0", {"op": "set_mempolicy", "mode": "local"}),
    ],
)
def test_where_no_policy_asks_for_nodes_none_is_said_to_have_done_so(
    policy: tuple[str, object],
) -> None:
    kept = summaries(view_of(policy))["distribution"]
    full = summaries(view_of(policy, ("/machine/nodes/0/mib", 1024)))["distribution"]

    assert kept.startswith("No policy asks for nodes here: every page of heap lies where local")
    assert full.startswith("No policy asks for nodes here, so local memory is taken first; node 0")
    assert full.endswith("differ from that: a node was full.")
    assert "what the policy asked for" in summaries(view_of())["distribution"]


def test_a_curve_beside_a_refused_policy_says_that_nothing_runs_under_it() -> None:
    refused = "The kernel refused the policy: this is what weighted interleave on nodes 0-1 would"

    assert summaries(view_of(("/events/0/nodes", "")))["bandwidth"].startswith(refused)
    assert "refused" not in summaries(view_of())["bandwidth"]


def test_of_preferred_nodes_only_the_first_is_said_to_count() -> None:
    def words(nodes: str) -> str:
        call = {"op": "set_mempolicy", "mode": "preferred", "nodes": nodes}
        return policy_words(view_of(("/events/0", call)))

    assert words("0-1").startswith("preferred on nodes 0-1, of which the first counts;")
    assert words("1").startswith("preferred on nodes 1;")


def test_every_sentence_of_the_small_print_begins_with_a_capital() -> None:
    details = advise(preset("two-sockets-two-cxl", ("/events/0/nodes", "0-1"))).details
    assert "get no page. Node 0 works at" in details


def test_ratios_before_the_curve_are_told_to_lie_outside() -> None:
    """With 2 on the other node the curve begins at 1:2, and the best may lie before it."""
    held = view_of(("/sysfs/weights", {"0": 1, "1": 9}))
    curve = held.result.curve
    assert curve is not None
    assert curve.node == 0
    told = summaries(held)["bandwidth"]
    assert "ratios with less on it than 1:9 lie outside the figure" in told
    assert "outside" not in summaries(view_of())["bandwidth"]
    assert is_all(curve)
    rising = curve.model_copy(
        update={"points": [(weight, 100.0 - weight, 1.0, 1.0, 1.0) for weight, *_ in curve.points]}
    )
    assert not is_all(rising)
