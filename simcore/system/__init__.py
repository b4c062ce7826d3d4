"""The state that events act on: tasks, regions, objects, weights, free pages."""

from simcore.system.mappings import Region
from simcore.system.run import HANDLERS, run_event, run_events
from simcore.system.state import System, TaskState

__all__ = ("HANDLERS", "Region", "System", "TaskState", "run_event", "run_events")
