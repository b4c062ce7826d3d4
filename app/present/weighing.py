"""Weights that do not stay: a view in; the events that change them, in words, out."""

from __future__ import annotations

from app.present import text
from app.present.kinds import node_label
from app.present.views import TaskPolicy, View, own_name
from simcore.spec.events import Event, Mbind, Mbind2
from simcore.system.state import firmware_rates

__all__ = (
    "changed_late",
    "changing",
    "left_out",
    "moved_since",
    "moving",
    "set_late",
    "weights_later",
    "weights_note",
    "weights_told",
)

_WEIGHT = "sysfs/weights/"
_FREE = ("nodes/", "/free_pages")
_SPREADS = ("interleave", "weighted_interleave")


def changing(view: View) -> list[int]:
    """Places of the events after which the weights are others."""
    return [
        place
        for place, answer in enumerate(view.result.events)
        if any(pointer.startswith(_WEIGHT) for pointer in answer.changes)
    ]


def _listed(view: View, places: list[int]) -> str:
    return text.joined([str(place) for place in places], view.words)


def weights_later(view: View) -> str:
    """That events change the weights, as a clause; "" where they stay as they are."""
    places = changing(view)
    if not places:
        return ""
    return view.words("summary.weights_later", n=len(places), events=_listed(view, places))


def weights_told(view: View) -> str:
    """The weights of the policy's nodes: 9:1, and that they do not stay if they do not."""
    weights = text.ratio([view.weights[node] for node in view.policy_nodes])
    later = weights_later(view)
    return (
        view.words("summary.weights_at_start", weights=weights, later=later) if later else weights
    )


def weights_note(view: View) -> str:
    """The same as a sentence beside the weights at the start; and why auto finds none."""
    later = weights_later(view)
    told = [view.words("summary.weights_start", later=later)] if later else []
    if view.experiment.sysfs.auto and not any(firmware_rates(view.experiment.machine).values()):
        told.append(view.words("summary.weights_blind"))
    return " ".join(told)


def left_out(view: View) -> str:
    """That the task may use memory which its policy does not name, where it spreads pages."""
    policy = view.policy
    if policy is None or policy.mode not in _SPREADS or not view.policy_nodes:
        return ""
    task = next((t for t in view.experiment.tasks if t.name == policy.task), None)
    if task is None:
        return ""
    out = [n for n in view.experiment.mems_allowed(task) if n not in view.policy_nodes]
    if not out:
        return ""
    names = [node_label(node, view.kinds[node], view.words) for node in out]
    return view.words("summary.left_out", n=len(out), nodes=text.joined(names, view.words))


def changed_late(view: View) -> str:
    """The events that changed weights when pages had been placed by the old ones; "" if none."""
    placing = next(
        (place for place in range(len(view.result.events)) if min(_freed(view, place)) < 0), None
    )
    late = [place for place in changing(view) if placing is not None and place > placing]
    if not late or any(place > late[0] for place in moving(view)):
        return ""
    return view.words("advice.cause_weights", n=len(late), events=_listed(view, late))


def moved_since(view: View) -> str:
    """The events that moved pages which were there already; "" if none did."""
    places = moving(view)
    if not places:
        return ""
    return view.words("advice.cause_moved", n=len(places), events=_listed(view, places))


def set_late(view: View, region: str) -> str:
    """The events that set a policy for a region when its pages were there; "" if none did."""
    first = view.first_touch(region)
    calls = list(enumerate(zip(view.experiment.events, view.result.events, strict=False)))
    late = [
        place
        for place, (event, answer) in calls
        if first is not None and place > first and answer.errno is None and _sets(event, region)
    ]
    return view.words("summary.set_late", n=len(late), events=_listed(view, late)) if late else ""


def _sets(event: Event, region: str) -> bool:
    """Whether a call sets the task's policy, or that of a range that may be the region's."""
    if isinstance(event, Mbind | Mbind2):
        return event.id is None or own_name(event.id) == own_name(region)
    return isinstance(event, TaskPolicy)


def moving(view: View) -> list[int]:
    """Places of the events that moved pages which were there already."""
    return [place for place in view.movers if min(_freed(view, place)) < 0]


def _freed(view: View, place: int) -> list[int]:
    """Pages that an event freed on each node; negative where it took some."""
    changes = view.result.events[place].changes if place < len(view.result.events) else {}
    return [
        int(after) - int(before)
        for pointer, (before, after) in changes.items()
        if pointer.startswith(_FREE[0]) and pointer.endswith(_FREE[1])
    ] or [0]
