"""Values of the document: machine, tasks, events, workload; strict, frozen, canonical."""

from simcore.spec.canonical import canonical_text, content_hash, hash_text
from simcore.spec.decode import decode, parse_json
from simcore.spec.experiment import Experiment

__all__ = (
    "Experiment",
    "canonical_text",
    "content_hash",
    "decode",
    "hash_text",
    "parse_json",
)
