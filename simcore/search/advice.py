"""The advice for an experiment: which weights to set, what to expect, how to say it."""

from __future__ import annotations

from dataclasses import dataclass

from simcore.search.asking import NoAnswer, default_bound, present_of, problem_of
from simcore.search.findings import Findings, find
from simcore.search.problem import Bound
from simcore.search.words import commands_for, paragraph, verdict
from simcore.spec.experiment import Experiment
from simcore.spec.machine import Machine
from simcore.system import System, run_events

__all__ = ("Advice", "NoAnswer", "advise", "bandwidths", "state_after")


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A verdict, the paragraph that begins with it, shell commands, and the data behind."""

    verdict: str
    text: str
    commands: tuple[str, ...]
    findings: Findings


def advise(
    experiment: Experiment, running: System | None = None, bound: Bound | None = None
) -> Advice:
    """The advice for the state after the last event (``running``, if it is at hand).

    Raises NoAnswer with a sentence when there is nothing to weigh, and ValueError when nothing
    lies within ``bound``.
    """
    state = running or state_after(experiment)
    problem = problem_of(experiment, state)
    asked = bound or default_bound(len(problem.nodes))
    found = find(
        problem, asked, bandwidths(experiment.machine), present_of(experiment, state, problem)
    )
    return Advice(
        verdict=verdict(found),
        text=paragraph(found),
        commands=commands_for(found),
        findings=found,
    )


def state_after(experiment: Experiment) -> System:
    """The system after all events."""
    system = System.boot(experiment)
    for _ in run_events(system, experiment.events):
        pass
    return system


def bandwidths(machine: Machine) -> dict[int, int]:
    """min(read, write) in MiB/s of each node with memory, as ``auto`` counts; 0 is unknown."""
    return {
        node.id: min(node.read_mib_per_s or 0, node.write_mib_per_s or 0)
        for node in machine.nodes
        if node.id in machine.has_memory
    }
