"""One set of global weights for several tasks, against weights of their own.

The question behind task-local weights: what does it cost that sysfs holds one set for all?
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simcore.bandwidth import Stream
from simcore.bandwidth.joint import Problem as Equations
from simcore.bandwidth.joint import agree
from simcore.bandwidth.laws import Floats
from simcore.search.best import Best, best_weights
from simcore.search.candidates import candidates, fitting
from simcore.search.problem import Bound, Problem
from simcore.search.rates import rates_of
from simcore.search.rivals import distance_percent

__all__ = ("Compromise", "TaskChoice", "compromise")

_CHOICES = 200
_TURNS = 6
_BETTER = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChoice:
    """A task: its own weights, its rate with them, and with the global ones."""

    task: str
    weights: tuple[int, ...]
    local_gb_per_s: float
    global_gb_per_s: float
    loss_percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Compromise:
    """The best global weights, what each task would choose, and the loss of the total.

    A task's loss is negative where the global weights suit it better than the division that is
    best for all together. ``settled`` tells that no task's change alone adds to the total any
    more; that is a good division, not a proved best one. ``bound`` is that of the choices.
    """

    best: Best
    tasks: tuple[TaskChoice, ...]
    local_gb_per_s: float
    loss_percent: float
    settled: bool
    bound: Bound


def compromise(problem: Problem, bound: Bound) -> Compromise:
    """Global weights for all streams against weights per task, both for the best total.

    The tasks take turns from the global weights on, each choosing what is best for the total.
    """
    best = best_weights(problem, bound)
    names = tuple(dict.fromkeys(problem.tasks))
    small = fitting(len(problem.nodes), best.bound, _CHOICES)
    rows = [tuple(map(int, row)) for row in candidates(len(problem.nodes), small)]
    chosen = dict.fromkeys(names, best.weights)
    settled = False
    for _ in range(_TURNS):
        before = dict(chosen)
        for name in names:
            chosen = _turn(problem, chosen, name, rows)
        settled = chosen == before
        if settled:
            break
    own = _rates(problem, chosen)
    shared = rates_of(problem, np.array([best.weights])).gb_per_s[0]
    return Compromise(
        best=best,
        tasks=tuple(_choice(problem, name, chosen[name], (own, shared)) for name in names),
        local_gb_per_s=float(own.sum()),
        loss_percent=max(0.0, distance_percent(best.gb_per_s, float(own.sum()))),
        settled=settled,
        bound=small,
    )


def _turn(
    problem: Problem,
    chosen: dict[str, tuple[int, ...]],
    name: str,
    rows: list[tuple[int, ...]],
) -> dict[str, tuple[int, ...]]:
    """The choices after one task changed to what is best for the total."""
    best, most = chosen, float(_rates(problem, chosen).sum())
    for weights in rows:
        tried = chosen | {name: weights}
        total = float(_rates(problem, tried).sum())
        if total > most * (1 + _BETTER):
            best, most = tried, total
    return best


def _rates(problem: Problem, chosen: dict[str, tuple[int, ...]]) -> Floats:
    """GB/s of every stream when each task has its weights."""
    lines = np.array([stream.lines_in_flight_per_thread for stream in problem.streams])
    streams = tuple(
        _placed(problem, index, chosen[task]) for index, task in enumerate(problem.tasks)
    )
    return agree(Equations.of(problem.system, streams, lines)).rates


def _placed(problem: Problem, index: int, weights: tuple[int, ...]) -> Stream:
    shares = problem.shares(np.array([weights]), index)[0]
    return replace(problem.streams[index], shares=tuple(map(float, shares)))


def _choice(
    problem: Problem, name: str, weights: tuple[int, ...], rates: tuple[Floats, Floats]
) -> TaskChoice:
    mine = [index for index, task in enumerate(problem.tasks) if task == name]
    local, shared = (float(rate[mine].sum()) for rate in rates)
    return TaskChoice(
        task=name,
        weights=weights,
        local_gb_per_s=local,
        global_gb_per_s=shared,
        loss_percent=distance_percent(shared, local),
    )
