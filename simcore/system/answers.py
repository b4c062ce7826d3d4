"""How handlers answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import MemPolicy
from simcore.placement.fill import OutOfMemory
from simcore.result import EventResult

__all__ = ("done", "killed_for_memory", "policy_text", "refused")

_SIGKILL = 9


def done(ret: int = 0, answer: Mapping[str, Any] | None = None) -> EventResult:
    """The call succeeded."""
    return EventResult(ret=ret, answer=dict(answer or {}))


def refused(
    why: Refusal | Errno, check: str = "", answer: Mapping[str, Any] | None = None
) -> EventResult:
    """The call failed: -1 and errno."""
    refusal = Refusal(why, check) if isinstance(why, Errno) else why
    return EventResult(
        ret=-1,
        errno=int(refusal.errno),
        check=refusal.check,
        rule=refusal.rule or None,
        answer=dict(answer or {}),
    )


def policy_text(policy: MemPolicy | None) -> str | None:
    """A policy as the state's changes show it."""
    return None if policy is None else str(policy)


def killed_for_memory(full: OutOfMemory) -> EventResult:
    """The OOM killer's answer to memory that no allowed node has."""
    check = f"no allowed node has room for page {full.page}: the OOM killer ends the task"
    return EventResult(signal=_SIGKILL, at_page=full.page, check=check)
