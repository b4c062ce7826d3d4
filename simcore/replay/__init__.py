"""Recorded runs of real kernels, held against the engine.

A case of a trace becomes an experiment whose events carry what the kernel answered; the same
engine runs it, and every answer is compared.
"""

from simcore.replay.files import replay_files
from simcore.replay.tally import Tally

__all__ = ("Tally", "replay_files")
