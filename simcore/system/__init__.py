"""The state that events act on: tasks, regions, weights, free pages."""

from simcore.system.run import run_events
from simcore.system.state import Region, System, TaskState

__all__ = ("Region", "System", "TaskState", "run_events")
