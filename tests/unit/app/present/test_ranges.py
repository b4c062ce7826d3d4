"""Policies of ranges are told wherever the task's policy is told."""

from __future__ import annotations

from typing import Any

from app.present.advice import advise
from app.present.comparing.columns import Entry, policy_text
from app.present.comparing.reasons import reason
from app.present.home.numactl import commands
from app.present.home.report import policy_words
from app.present.views import View
from simcore import simulate
from simcore.spec import decode

MBIND = {"op": "mbind", "task": "main", "id": "heap", "mode": "bind", "nodes": "1"}


def seen(experiment: dict[str, Any], *calls: dict[str, Any], own: bool = False) -> View:
    """The experiment with calls between its mmap and its touch, with the task's policy or not."""
    policy, mapped, *rest = experiment["events"]
    events = [*([policy] if own else []), mapped, *calls, *rest]
    decoded = decode(experiment | {"events": events})
    return View(decoded, simulate(decoded))


def test_a_range_is_named_where_the_task_has_no_policy(experiment: dict[str, Any]) -> None:
    view = seen(experiment, MBIND)

    assert advise(view).verdict == ("The task has no policy of its own; heap: bind on nodes 1.")
    assert policy_words(view).startswith("the task has no policy of its own; heap: bind on nodes 1")
    assert policy_text(view) == "no policy of the task; heap: bind on nodes 1"
    assert "its ranges have some" in commands(view)[0]


def test_pages_of_a_range_are_named_beside_the_tasks_policy(experiment: dict[str, Any]) -> None:
    calls = [MBIND | {"first": 1024 * n, "pages": 1024} for n in range(5)]

    told = policy_words(seen(experiment, *calls, own=True))

    assert told.startswith("weighted_interleave on nodes 0-1")
    assert "; heap 0–1\u202f023: bind on nodes 1; " in told
    assert "; 2 more ranges" in told


def test_what_the_kernel_refused_is_not_in_force(experiment: dict[str, Any]) -> None:
    view = seen(experiment, MBIND | {"nodes": ""})

    assert view.result.events[1].errno is not None
    assert view.range_policies == ()


def test_a_page_that_a_killed_task_never_reached_says_so(experiment: dict[str, Any]) -> None:
    small = experiment | {
        "machine": experiment["machine"]
        | {"nodes": [node | {"mib": 64} for node in experiment["machine"]["nodes"]]}
    }
    view = seen(small, MBIND)
    assert view.killed is not None

    entry = Entry("A", "", view, view.region)

    told = reason(entry, 1_000_000)
    assert told.startswith("The task was killed at event 2, page ")
