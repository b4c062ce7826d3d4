"""Why a page is where it is, in the page's language: each step told from its rule and values.

In English the sentences are those of the core, but for the digits, which are grouped here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from app.present.text import grouped
from app.words import Words
from simcore.explain import Explanation, Step

__all__ = ("explanation_payload", "told")

Values = Mapping[str, Any]


def explanation_payload(found: Explanation, words: Words) -> dict[str, Any]:
    """Plain data: the node, and the steps with their sentences in the language."""
    steps = [step.plain() | {"text": told(step, words)} for step in found.steps]
    return {"node": found.node, "steps": steps}


def told(step: Step, words: Words) -> str:
    """The sentence of a step."""
    return _TELLERS[step.rule](step.values, words)


def _first_touch(values: Values, words: Words) -> str:
    return words("explain.untouched" if values["mapped"] else "explain.unmapped")


def _in_the_object(values: Values, words: Words) -> str:
    private = "_private" if values["kind"] == "private" else ""
    return words(f"explain.in_object{private}", on=values["on"])


def _out_of_memory(values: Values, words: Words) -> str:
    return words("explain.out_of_memory", event=values["event"], full=_listed(values["full"]))


def _killed(values: Values, words: Words) -> str:
    how = "killed" if "at" not in values else "killed_elsewhere" if "of" in values else "killed_at"
    numbers = {"event": values["event"], "at": grouped(values.get("at", 0))}
    return words(f"explain.{how}", **numbers, of=values.get("of", ""))


def _memory(values: Values, words: Words) -> str:
    how = values["how"]
    return words(f"explain.memory_{how}", **values)


def _later_policy(values: Values, words: Words) -> str:
    call = {"event": values["event"], "op": values["op"], "policy": values["policy"]}
    why = values["why"]
    return words("explain.later", **call, stayed=words(f"explain.later_{why}"))


def _zero_page(_values: Values, words: Words) -> str:
    return words("explain.zero_page")


def _policy(values: Values, words: Words) -> str:
    source = values["source"].replace(" ", "_")
    return words(f"explain.{source}", policy=values["policy"])


def _rebind(values: Values, words: Words) -> str:
    return words("explain.rebind", event=values["event"], before=values["before"])


def _weights(values: Values, words: Words) -> str:
    wrote = [words("explain.weight", node=n, was=was, now=now) for n, was, now in values["weights"]]
    return words("explain.weights", event=values["event"], nodes=", ".join(wrote))


def _nodemask(values: Values, words: Words) -> str:
    nodes = {"nodes": values["nodes"], "allowed": values["allowed"]}
    if "asked" not in values:
        return words("explain.nodemask", **nodes)
    flags = ", ".join(values["flags"])
    return words("explain.nodemask_asked", asked=values["asked"], flags=flags, **nodes)


def _counter(values: Values, words: Words) -> str:
    return words("explain.counter_weighted" if values["weighted"] else "explain.counter")


def _start(values: Values, words: Words) -> str:
    by = values["by"]
    return words(f"explain.start_{by}", start=values["start"])


def _node(values: Values, words: Words) -> str:
    asked = values["asked"]
    if "runs" not in values:
        return words("explain.node_first", asked=asked, order=_listed(values["order"]))
    return words(
        "explain.node_round",
        period=values["period"],
        round=_round(values, words),
        remainder=values["remainder"],
        asked=asked,
    )


def _round(values: Values, words: Words) -> str:
    """The runs of a round; of a long one the first."""
    first, *rest = (words("explain.run", length=n, node=node) for node, n in values["runs"])
    more = values["more_runs"]
    after = [words("explain.next_run", run=run) for run in rest]
    return "".join([first, *after, words("explain.more_runs", n=more) if more else ""])


def _index(values: Values, words: Words) -> str:
    what = "inode" if "inode" in values else "place"
    units = "_units" if values["unit"] > 1 else ""
    numbers = {name: value if name == "unit" else grouped(value) for name, value in values.items()}
    return words(f"explain.index_{what}{units}", **numbers)


def _full_node(values: Values, words: Words) -> str:
    full, order = _listed(values["full"]), _listed(values["order"])
    return words("explain.full_node", full=full, order=order, node=values["node"])


def _move(values: Values, words: Words) -> str:
    numbers = {"event": values["event"], "was": values["from"], "now": values["to"]}
    if "policy" not in values:
        return words(f"explain.moved_{values['op']}", **numbers)
    call = {"op": values["op"], "policy": values["policy"]}
    if "order" not in values:
        return words("explain.moved_index", **numbers, **call)
    return words("explain.moved_order", **numbers, **call, order=_listed(values["order"]))


def _listed(nodes: Iterable[int]) -> str:
    return ", ".join(map(str, nodes))


_TELLERS: Final[Mapping[str, Callable[[Values, Words], str]]] = MappingProxyType(
    {
        "first touch": _first_touch,
        "in the object": _in_the_object,
        "out of memory": _out_of_memory,
        "killed": _killed,
        "zero page": _zero_page,
        "memory": _memory,
        "policy": _policy,
        "rebind": _rebind,
        "nodemask": _nodemask,
        "weights": _weights,
        "counter": _counter,
        "start": _start,
        "node": _node,
        "index": _index,
        "full node": _full_node,
        "move": _move,
        "later policy": _later_policy,
    }
)
"""How each rule of the core is told."""
