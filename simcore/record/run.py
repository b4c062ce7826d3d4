"""Cases are recorded one after another, each in a process of its own.

A forked child starts with the default policy and without huge pages, does what the events ask
and sends its operations through a pipe; so nothing that a case does outlives it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from typing import Any

from simcore.pageranges import parse_pages
from simcore.record.actions import Doer, act
from simcore.record.cases import Recordable
from simcore.record.machine import describe
from simcore.spec.events import Fork, Mmap, Where

__all__ = ("MAX_TOUCHED", "record")

MAX_TOUCHED = 65_536
"""Pages that one case may touch for real: 256 MiB."""
_PR_SET_THP_DISABLE = 41


def record(cases: Iterable[Recordable]) -> dict[str, Any]:
    """Do the cases for real; the trace that says what came of them."""
    return describe() | {"cases": [_recorded(case) for case in cases]}


def _recorded(case: Recordable) -> dict[str, Any]:
    touched = sum(
        pages.count
        for event in case.experiment.events
        if event.op in ("touch", "step")
        for pages in parse_pages(getattr(event, "pages", "0"))
    )
    if touched > MAX_TOUCHED:
        raise ValueError(f"{case.name} touches {touched} pages, at most {MAX_TOUCHED} are recorded")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _in_the_child(case, writer)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as lines:
        ops = [json.loads(line) for line in lines]
    _, status = os.waitpid(child, 0)
    return {
        "case": case.name,
        "ops": ops,
        "exit": os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else -1,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
    }


def _in_the_child(case: Recordable, writer: int) -> None:
    """Never returns: the process ends here, whatever happens."""
    status = 70
    try:
        doer = Doer()
        doer.calls("prctl", _PR_SET_THP_DISABLE, 1, 0, 0, 0)
        with os.fdopen(writer, "w", encoding="utf-8") as out:
            for event in (*case.experiment.events, *_last_looks(case)):
                if isinstance(event, Fork):
                    out.write(json.dumps({"op": "fork"}) + "\n")
                    out.flush()
                    _wait_unless_child()
                else:
                    out.write(json.dumps(act(doer, event)) + "\n")
                    out.flush()
        status = 0
    finally:
        os._exit(status)


def _wait_unless_child() -> None:
    """The rest of a case goes on in the child; the parent ends as the child does."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0x7F)


def _last_looks(case: Recordable) -> Sequence[Where]:
    """Where the pages of every mapping are, unless the events ask themselves."""
    events = case.experiment.events
    if any(isinstance(event, Where) for event in events):
        return ()
    return [
        Where(op="where", id=event.id, pages=event.pages, task=event.task)
        for event in events
        if isinstance(event, Mmap) and event.pages <= MAX_TOUCHED
    ]
