"""Search above the simulation: the best weights, what lies around them, and the advice.

problem = problem_of(experiment, running)
best = best_weights(problem, Bound(limit=32))      # exact, with its proof
rivals(problem, best.gb_per_s, bandwidths(experiment.machine), Bound(limit=32))
advise(experiment).text
"""

from simcore.search.advice import Advice, NoAnswer, advise, bandwidths, state_after
from simcore.search.asking import default_bound, problem_of
from simcore.search.best import Best, Proof, best_weights, simplest_within
from simcore.search.certainty import Rate
from simcore.search.findings import Findings, find
from simcore.search.frontier import Point, latency_frontier, room_frontier
from simcore.search.landscape import Spot, grid, slices
from simcore.search.per_task import Compromise, TaskChoice, compromise
from simcore.search.problem import Bound, Problem
from simcore.search.rivals import Rival, distance_percent, neighbours, rivals
from simcore.search.sensitivity import Shift, sensitivity

__all__ = (
    "Advice",
    "Best",
    "Bound",
    "Compromise",
    "Findings",
    "NoAnswer",
    "Point",
    "Problem",
    "Proof",
    "Rate",
    "Rival",
    "Shift",
    "Spot",
    "TaskChoice",
    "advise",
    "bandwidths",
    "best_weights",
    "compromise",
    "default_bound",
    "distance_percent",
    "find",
    "grid",
    "latency_frontier",
    "neighbours",
    "problem_of",
    "rivals",
    "room_frontier",
    "sensitivity",
    "simplest_within",
    "slices",
    "state_after",
)
