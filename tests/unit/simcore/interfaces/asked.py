"""Intents that fit on a line."""

from typing import Any

from simcore.interfaces import Answer, Comparison, Intent, compare, decode_intent
from simcore.interfaces.plan import Ask

PAGES = 1 << 20
"""Pages of the region heap of the standard experiment."""


def intent(mode: str = "weighted_interleave", nodes: str = "0-1", **more: Any) -> Intent:
    """An intent on the standard experiment: DRAM is node 0, CXL node 1, the region is heap."""
    return decode_intent({"schema": 1, "mode": mode, "nodes": nodes, **more})


def ask(wanted: Intent, revision: str = "v6", table: int = 0) -> Ask:
    """What an interface is asked, with one of the wanted tables of weights."""
    return Ask(wanted, revision, wanted.tables[table])


def compared(mode: str = "weighted_interleave", nodes: str = "0-1", **more: Any) -> Comparison:
    """The intent in every interface."""
    return compare(intent(mode, nodes, **more))


def rules(answer: Answer) -> set[str]:
    """Names of what cannot be said."""
    return {reason.rule for reason in answer.unsaid}


NINE_TO_ONE = {"0": 9, "1": 1}
