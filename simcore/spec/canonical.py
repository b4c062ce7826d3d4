"""Canonical text and content hash: what makes two experiments the same.

Keys sorted, no white space, UTF-8, defaults written out. The hash covers a prefix that names
the scheme, so that a later scheme can never collide with this one.
"""

from __future__ import annotations

import hashlib
import json

from simcore.errors import SpecError
from simcore.spec.experiment import Experiment
from simcore.spec.limits import MAX_CANONICAL_BYTES

__all__ = ("canonical_text", "content_hash", "hash_text")


def canonical_text(experiment: Experiment) -> str:
    """The one JSON text of an experiment. Raises SpecError when it is longer than allowed."""
    plain = experiment.model_dump(mode="json")
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    size = len(text.encode())
    if size > MAX_CANONICAL_BYTES:
        limit = MAX_CANONICAL_BYTES // 1024
        raise SpecError.at("", f"is too long: {size} bytes of canonical text, {limit} KiB allowed")
    return text


def hash_text(scheme: str, text: str) -> str:
    """Lower-case hex of sha256 over the scheme's name, a line feed and the text."""
    return hashlib.sha256(f"{scheme}\n{text}".encode()).hexdigest()


def content_hash(experiment: Experiment) -> str:
    """The content hash of an experiment."""
    return hash_text("ilx-content/1", canonical_text(experiment))
