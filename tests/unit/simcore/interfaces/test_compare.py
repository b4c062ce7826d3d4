"""The argument of the thread, run: what each interface makes of the same wish."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcore.errors import SpecError
from simcore.interfaces import LABELS, WAYS, compare, decode_intent
from simcore.spec.events import MODE_FLAGS
from tests.build import Document, default_experiment, experiment, machine, mmap, touch
from tests.unit.simcore.interfaces.asked import NINE_TO_ONE, PAGES, compared, intent, rules


def test_nine_to_one_of_the_cover_letter_is_one_call_of_the_series_and_global_in_linux() -> None:
    comparison = compared(weights=NINE_TO_ONE)

    posted, linux = comparison.answer("mempolicy2"), comparison.answer("linux")
    assert posted.says_it
    assert (posted.count("call"), posted.count("write")) == (1, 0)
    assert posted.between == ()
    assert posted.reading.whole
    assert posted.reading.calls == 1
    assert rules(linux) == {"own_weights"}
    assert (linux.count("call"), linux.count("write")) == (1, 2)
    assert linux.distance is not None
    assert linux.distance.pages_elsewhere == 0
    assert [each.state for each in linux.between] == ["task default; sysfs 9:1"]
    assert linux.between[0].pages_elsewhere == -(-PAGES // 10)


def test_attribute_flags_come_as_near_as_eight_to_one_and_that_costs_bandwidth() -> None:
    comparison = compared(weights=NINE_TO_ONE)

    answer = comparison.answer("attribute")
    assert rules(answer) == {"ratio"}
    assert answer.cannot[0].endswith("nearest is 8:1")
    assert answer.distance is not None
    assert 0 < answer.distance.pages_elsewhere < PAGES
    assert comparison.gb_per_s is not None
    assert answer.distance.gb_per_s is not None
    assert answer.distance.gb_per_s < comparison.gb_per_s
    assert answer.distance.percent == pytest.approx(
        100 * (answer.distance.gb_per_s / comparison.gb_per_s - 1)
    )


def test_eight_to_one_is_just_what_attribute_flags_can_say() -> None:
    answer = compared(weights={"0": 8, "1": 1}).answer("attribute")

    assert answer.says_it
    assert answer.distance is not None
    assert answer.distance.pages_elsewhere == 0


def test_a_home_node_with_bind_is_half_made_between_two_calls_and_never_read_back() -> None:
    comparison = compared("bind", home_node=1, scope={"id": "heap"})

    linux, posted = comparison.answer("linux"), comparison.answer("mempolicy2")
    assert linux.says_it
    assert posted.says_it
    assert linux.count("call") == 2
    assert posted.count("call") == 1
    # In between the range is bound, but starts from the CPU's node: all pages would lie there.
    assert [(b.state, b.pages_elsewhere) for b in linux.between] == [("heap bind:0-1", PAGES)]
    assert posted.between == ()
    assert linux.reading.untold == ("home_node",)
    assert posted.reading.whole


def test_own_weights_for_each_range_are_out_of_reach_of_one_table() -> None:
    half = PAGES // 2
    scope = [
        {"id": "heap", "first": 0, "pages": half, "weights": NINE_TO_ONE},
        {"id": "heap", "first": half, "pages": half, "weights": {"0": 3, "1": 1}},
    ]
    comparison = compared(scope=scope)

    posted, linux = comparison.answer("mempolicy2"), comparison.answer("linux")
    assert posted.says_it
    assert posted.distance is not None
    assert posted.distance.pages_elsewhere == 0
    assert rules(linux) == {"own_weights", "weights_per_range"}
    # 3:1 everywhere is nearer than 9:1 everywhere: in every round of 20 fewer pages differ.
    assert "3:1 is nearest" in linux.cannot[1]
    assert linux.distance is not None
    assert linux.distance.pages_elsewhere > 0
    other = compare(intent(scope={"id": "heap", "weights": NINE_TO_ONE}))
    assert other.answer("linux").distance is not None


def test_only_calls_from_outside_reach_another_task() -> None:
    comparison = compared("interleave", who="other task")

    reach = {each.way.name for each in comparison.answers if each.says_it}
    assert reach == {"process", "pidfd", "task_calls"}
    for name in ("linux", "mempolicy2", "attribute"):
        answer = comparison.answer(name)
        assert rules(answer) == {"other_task"}
        assert answer.steps == ()
        assert answer.distance is not None
        assert answer.distance.pages_elsewhere == PAGES // 2


def test_a_home_node_of_a_whole_task_is_beyond_every_interface() -> None:
    comparison = compared("bind", home_node=1)

    assert not any(answer.says_it for answer in comparison.answers)
    posted = comparison.answer("mempolicy2")
    assert rules(posted) == {"home_node_of_task"}
    assert posted.distance is not None
    assert posted.distance.pages_elsewhere == PAGES


def test_a_combination_of_flags_newer_than_the_series_is_refused_there() -> None:
    comparison = compared("preferred_many", flags=["numa_balancing"])

    assert comparison.answer("linux").says_it
    refused = comparison.answer("mempolicy2").errors
    assert refused == ("set_mempolicy2: EINVAL, numa_balancing goes only with bind on this kernel",)


def test_a_vector_of_ranges_is_one_call_and_each_state_is_named() -> None:
    scope = [{"id": "heap", "first": 0, "pages": 8}, {"id": "heap", "first": 8, "pages": 8}]
    comparison = compared("interleave", scope=scope)

    assert comparison.answer("process").count("call") == 1
    linux = comparison.answer("linux")
    assert [each.state for each in linux.between] == ["heap[0+8] interleave:0-1; heap[8+8] default"]


@pytest.mark.parametrize("revision", ["rfc", "v2", "v3", "v4", "v5", "v6"])
def test_every_shape_of_the_series_says_nine_to_one(revision: str) -> None:
    comparison = compare(intent(weights=NINE_TO_ONE), revision)

    answer = comparison.answer("mempolicy2")
    assert answer.says_it
    assert answer.kernel == f"mempolicy2-{revision}"
    assert answer.distance is not None
    assert answer.distance.pages_elsewhere == 0
    assert {note.rule for note in answer.notes} == ({"layout"} if revision == "rfc" else set())


def test_what_is_merged_runs_on_the_release_of_the_experiment() -> None:
    document = default_experiment() | {"kernel": "linux-6.12"}
    comparison = compared("interleave", experiment=document)

    assert comparison.answer("linux").kernel == "linux-6.12"
    assert comparison.answer("attribute").kernel == "attribute-flags"


def test_what_no_kernel_takes_is_refused_with_the_check() -> None:
    with pytest.raises(SpecError, match="no kernel takes such a policy: set_mempolicy2: EINVAL"):
        compared("interleave", flags=["numa_balancing"])


def test_plain_data_goes_through_json_and_has_a_status_everywhere() -> None:
    plain = compared(weights=NINE_TO_ONE).plain()

    assert json.loads(json.dumps(plain)) == plain
    assert [each["interface"] for each in plain["interfaces"]] == [way.name for way in WAYS]
    assert {each["status"] for each in plain["interfaces"]} == set(LABELS.values())
    posted = next(each for each in plain["interfaces"] if each["interface"] == "mempolicy2")
    assert posted["series"].startswith("read in the series posted on 3 January 2024")
    assert posted["steps"][0]["struct"]["hex"].startswith("06 00 00 00 ff ff ff ff 03 00")


def test_an_unknown_interface_is_no_answer() -> None:
    with pytest.raises(KeyError):
        compared("interleave").answer("carrier pigeon")


MODES = ("default", "preferred", "bind", "interleave", "local", "preferred_many")
RANGES = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["heap", "pool"])},
        optional={"first": st.integers(0, 7), "pages": st.integers(0, 8)},
    ),
    max_size=3,
)
SMALL = experiment(
    machine(1, 1),
    *(mmap(16), touch("0-15"), mmap(16, "pool", "0x20000000000"), touch("0-15", "pool")),
)


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(
        {"mode": st.sampled_from((*MODES, "weighted_interleave"))},
        optional={
            "nodes": st.sampled_from(["", "0", "1", "0-1"]),
            "flags": st.lists(st.sampled_from(MODE_FLAGS), max_size=2),
            "home_node": st.integers(0, 2),
            "weights": st.dictionaries(st.sampled_from("01"), st.integers(1, 255)),
            "scope": RANGES,
            "who": st.sampled_from(["self", "other task"]),
        },
    )
)
def test_any_wish_is_answered_or_refused_and_what_is_said_is_what_was_wanted(
    words: Document,
) -> None:
    try:
        comparison = compare(decode_intent({"schema": 1, **words, "experiment": SMALL}))
    except SpecError:
        return
    json.dumps(comparison.plain())
    for answer in comparison.answers:
        assert answer.distance is not None
        assert len(answer.between) < max(len(answer.steps), 1)
        if answer.says_it:
            assert answer.distance.pages_elsewhere == 0
