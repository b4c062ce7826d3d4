"""The advice of the search as a paragraph in the page's language, told from its findings.

In English it is what the core itself says, with narrow blanks before per cent; commands are the
core's in every language.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.present import text
from app.present.kinds import resource_name
from app.words import Words
from simcore.nodemask import NodeMask
from simcore.search import Bound, Findings, Rival
from simcore.search.candidates import reduced

__all__ = ("expected", "paragraph", "surroundings", "verdict")

_CLOSE_PERCENT = 1.0
"""Rates that differ by no more are told as equal."""
_NAMED = 8
"""Of so many nodes each is named with its load; of more only the busiest."""


def verdict(found: Findings, say: Words) -> str:
    """What to do, in a sentence."""
    used = found.used
    if found.stays:
        return say("advised.stay")
    if len(used) == 1:
        return say("advised.bind", node=next(iter(used)))
    out = NodeMask.of(found.problem.nodes) - NodeMask.of(used)
    without = say("advised.without", n=len(out), nodes=out) if out else ""
    if len(set(used.values())) == 1:
        return say("advised.plain", nodes=NodeMask.of(used), without=without)
    weights = text.ratio(list(used.values()))
    if not out:
        return say("advised.set", weights=weights)
    return say("advised.set_on", weights=weights, nodes=NodeMask.of(used), without=without)


def paragraph(found: Findings, say: Words) -> str:
    """The verdict with its numbers, and what surrounds it."""
    if found.stays:
        return f"{verdict(found, say)} {expected(found, say)}"
    told = "; ".join([_expected(found, say), *_beside(found, say)])
    return " ".join([verdict(found, say), f"{told}.", *_after(found, say)])


def expected(found: Findings, say: Words) -> str:
    """What the verdict brings, in a sentence of its own."""
    return _stays(found, say) if found.stays else f"{_expected(found, say)}."


def _stays(found: Findings, say: Words) -> str:
    """What the pages give as they lie, and how far below the best weights are."""
    assert found.now is not None
    best, now = found.best, found.now
    rates = zip(("rate", "low", "high", "best"), (*now, best.gb_per_s), strict=True)
    return say(
        "advised.stay_expected",
        bound=_bound(best.bound, say),
        weights=text.ratio(best.weights),
        change=_change(100 * (1 - best.gb_per_s / now.expected), say),
        **{name: text.gb_per_s(rate, say) for name, rate in rates},
    )


def _change(percent: float, say: Words) -> str:
    return say("advised.tiny") if percent < 0.1 else _percent(percent, say)


def surroundings(found: Findings, say: Words) -> str:
    """What surrounds the verdict, in sentences of their own: the paragraph's small print."""
    if found.stays:
        return ""
    told = "; ".join(_beside(found, say))
    return " ".join([f"{told[:1].upper()}{told[1:]}.", *_after(found, say)])


def _beside(found: Findings, say: Words) -> list[str]:
    return [told for part in (_around, _busy, _auto) if (told := part(found, say))]


def _after(found: Findings, say: Words) -> list[str]:
    parts = (_follow, _room, _left_out, _flatness, _exact)
    return [told for part in parts if (told := part(found, say))]


def _expected(found: Findings, say: Words) -> str:
    rates = zip(("rate", "low", "high"), (found.gb_per_s, *found.band), strict=True)
    told = {name: text.gb_per_s(rate, say) for name, rate in rates}
    gain, dram = found.over_dram_percent, found.dram
    if gain is None or dram is None:
        return say("advised.expected", **told)
    told["dram"] = _baseline(found, dram, say)
    if dram.weights == found.weights:
        return say("advised.expected_same", **told)
    if not found.surely_over_dram:
        return say("advised.expected_equal", **told)
    return say("advised.expected_above", gain=_percent(gain, say), **told)


def _baseline(found: Findings, dram: Rival, say: Words) -> str:
    if dram.name == "all_dram":
        return say("advised.all_dram", weights=_short(dram.weights))
    node = found.node_of(dram)
    if found.dram_nodes == (node,):
        return say("advised.dram_only")
    return say("advised.node_alone", node=node)


def _around(found: Findings, say: Words) -> str:
    """How the next weights compare, where the flat optimum does not tell it already."""
    if len(found.used) < 2:
        return ""
    close = [rival for rival in found.beside if abs(rival.below_percent) <= _CLOSE_PERCENT]
    parts = []
    if close:
        names = text.joined([_short(rival.weights) for rival in close], say)
        parts.append(say("advised.close", n=len(close), weights=names))
    for rival in found.beside:
        if rival not in close:
            key = "advised.below" if rival.below_percent > 0 else "advised.above"
            change = _percent(abs(rival.below_percent), say)
            parts.append(say(key, weights=_short(rival.weights), change=change))
    return ", ".join(parts)


def _busy(found: Findings, say: Words) -> str:
    loads = [(node, found.utilisation[node]) for node in found.used]
    if len(loads) > _NAMED:
        loads = sorted(loads, key=lambda load: -load[1])[:_NAMED]
    told = [
        say("advised.next_load" if place else "advised.first_load", node=node, use=use)
        for place, (node, use) in enumerate(
            (node, _percent(100 * share, say)) for node, share in loads
        )
    ]
    limit = found.solution.streams[0].bottleneck
    tight = say("advised.tightest", name=resource_name(limit, say))
    return text.joined(told, say) + ("" if limit.startswith("node ") else f"; {tight}")


def _auto(found: Findings, say: Words) -> str:
    auto = found.rival("auto")
    if auto is None or len(found.used) < 2:
        return ""
    return _compared("advised.auto", auto, say, weights=text.ratio(list(auto.weights)))


def _follow(found: Findings, say: Words) -> str:
    """That all streams are taken to lie by the weights, where there are several."""
    many = len(found.problem.streams)
    return say("advised.follow", n=many) if many > 1 else ""


def _room(found: Findings, say: Words) -> str:
    """Which nodes are too small for a larger share."""
    short = [
        say("advised.room", node=node, share=_percent(100 * share, say))
        for node, share in zip(found.problem.nodes, found.problem.most_share, strict=False)
        if share < 1
    ]
    told = text.joined(short, say)
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def _left_out(found: Findings, say: Words) -> str:
    out = NodeMask.of(found.problem.nodes) - NodeMask.of(found.used)
    if not out:
        return ""
    told = say("advised.left_out", n=len(out), nodes=out)
    plain = found.rival("plain")
    return f"{told}; {_compared('advised.plain', plain, say)}." if plain else f"{told}."


def _flatness(found: Findings, say: Words) -> str:
    if found.flat is None or len(found.used) < 2:
        return ""
    first, last = (text.ratio(end) for end in found.flat)
    if first == last:
        return say("advised.sharp", first=first)
    return say("advised.flat", first=first, last=last)


def _exact(found: Findings, say: Words) -> str:
    best, bound = found.best, _bound(found.best.bound, say)
    if found.weights == best.weights:
        return say("advised.none_better", bound=bound)
    gain = 100 * (best.gb_per_s / found.gb_per_s - 1) if found.gb_per_s > 0 else 0.0
    change = _change(abs(gain), say)
    key = "advised.best_more" if gain >= 0 else "advised.best_less"
    return say(key, bound=bound, weights=text.ratio(best.weights), change=change)


def _bound(bound: Bound, say: Words) -> str:
    if bound.total is None:
        return say("advised.bound", limit=bound.limit)
    return say("advised.bound_sum", limit=bound.limit, total=bound.total)


def _compared(key: str, rival: Rival, say: Words, **values: str) -> str:
    """The word of a rival that is as good as the best, or of one that is below."""
    if rival.below_percent < 0.05:
        return say(f"{key}_equal", **values)
    return say(f"{key}_below", change=_percent(rival.below_percent, say), **values)


def _short(weights: Iterable[int]) -> str:
    """Weights in the smallest numbers, nodes that are left out not named."""
    return text.ratio([weight for weight in reduced(tuple(weights)) if weight])


def _percent(part: float, say: Words) -> str:
    """Whole percents, tenths below one."""
    return f"{text.decimal(part, '.1f' if part < 0.95 else '.0f', say)}{text.THIN}%"
