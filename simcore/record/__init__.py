"""Experiments run with real system calls, and written down as a trace that replay reads."""

from simcore.record.cases import BUILT_IN, Recordable
from simcore.record.run import record

__all__ = ("BUILT_IN", "Recordable", "record")
