"""Logs for people or for machines, without anything that tells who asked for what.

An exception is told by its kind and the lines of code it went through. Its message is left out:
it may quote what somebody typed.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, TextIO

__all__ = ("LOGS", "configure")


class _Told(logging.Formatter):
    """What both forms say of a record."""

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        """Everything that may be told."""
        moment = datetime.fromtimestamp(record.created, UTC)
        facts: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": _event(record),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            facts["error"] = record.exc_info[0].__name__
            facts["frames"] = _frames(record.exc_info[2])
        return facts


def _event(record: logging.LogRecord) -> str:
    """The message; of one that comes with an exception the first line, as it is written."""
    return record.getMessage().splitlines()[0] if record.getMessage() else record.name


def _frames(tail: TracebackType | None) -> list[str]:
    return [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(tail)]


class JsonLines(_Told):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(self.facts(record), ensure_ascii=False)


class TextLines(_Told):
    """The same for people; a traceback takes lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        facts = self.facts(record)
        frames = facts.pop("frames", ())
        head = " ".join(facts.pop(name) for name in ("time", "level", "event"))
        told = [head, *(f"{name}={value}" for name, value in facts.items())]
        return "\n  ".join([" ".join(told), *frames])


LOGS: Final = {
    "json": (JsonLines, logging.INFO),
    "text": (TextLines, logging.WARNING),
    "off": (TextLines, logging.CRITICAL + 1),
}
"""How logs may be written, and from which level on; requests are told at INFO."""


def configure(form: str, stream: TextIO = sys.stderr) -> None:
    """Send all logs of the process to ``stream`` in one form."""
    formatter, level = LOGS[form]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
    logging.getLogger("ilx").setLevel(level)
