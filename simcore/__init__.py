"""The simulation core of ilx: an Experiment in, a Result out.

Pure: no clock, no files, no network, no chance. Only the command line reads and writes.
"""

from simcore.errors import Problem, SimError, SpecError
from simcore.result import MODEL_VERSION, Result
from simcore.simulate import simulate
from simcore.spec import Experiment, canonical_text, content_hash, decode, parse_json

__all__ = (
    "MODEL_VERSION",
    "Experiment",
    "Problem",
    "Result",
    "SimError",
    "SpecError",
    "canonical_text",
    "content_hash",
    "decode",
    "parse_json",
    "simulate",
)
