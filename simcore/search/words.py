"""The advice in words and as commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simcore.nodemask import NodeMask
from simcore.search.candidates import reduced
from simcore.search.findings import Findings
from simcore.search.rivals import Rival

__all__ = ("commands_for", "paragraph", "verdict")

_SYSFS = "/sys/kernel/mm/mempolicy/weighted_interleave"
_CLOSE_PERCENT = 1.0
"""Rates that differ by no more are told as equal."""
_NAMED = 8
"""Of so many nodes each is named with its load; of more only the busiest."""


def verdict(found: Findings) -> str:
    """What to do, in a sentence."""
    used = found.used
    if found.stays:
        return "Leave it as it is: no weights that were found are faster."
    if len(used) == 1:
        return f"Bind to node {next(iter(used))}: no weights are worth their trouble."
    out = NodeMask.of(found.problem.nodes) - NodeMask.of(used)
    noun = "node" if len(out) == 1 else "nodes"
    without = f" and leave {noun} {out} out" if out else ""
    if len(set(used.values())) == 1:
        return f"Use plain interleave over nodes {NodeMask.of(used)}{without}."
    where = f" on nodes {NodeMask.of(used)}" if out else ""
    return f"Set {_ratio(used.values())}{where}{without}."


def paragraph(found: Findings) -> str:
    """The verdict with its numbers, and what surrounds it."""
    if found.stays:
        return f"{verdict(found)} {_stays(found)}"
    clauses = [_expected(found), _around(found), _busy(found), _auto(found)]
    told = "; ".join(clause for clause in clauses if clause)
    return " ".join(
        [
            verdict(found),
            f"{told}.",
            *filter(None, (part(found) for part in (_follow, _room, _left_out, _flatness, _exact))),
        ]
    )


def commands_for(found: Findings) -> tuple[str, ...]:
    """Shell lines that set the weights (as root) and start a program; none where all may stay."""
    used = found.used
    if found.stays:
        return ()
    nodes = NodeMask.of(used)
    if len(used) == 1:
        return (f"numactl -m {nodes} PROGRAM",)
    if len(set(used.values())) == 1:
        return (f"numactl -i {nodes} PROGRAM",)
    writes = (f"echo {weight} > {_SYSFS}/node{node}" for node, weight in used.items())
    return (*writes, f"numactl -w {nodes} PROGRAM")


def _stays(found: Findings) -> str:
    """What the pages give as they lie, and how far below the best weights are."""
    assert found.now is not None
    rate, low, high = map(_rate, found.now)
    best, loss = found.best, 100 * (1 - found.best.gb_per_s / found.now.expected)
    return (
        f"The pages as they lie give {rate} GB/s ({low} to {high}). The best of all {best.bound}, "
        f"{_ratio(best.weights)}, would give {_rate(best.gb_per_s)} GB/s, {_change(loss)} less."
    )


def _change(percent: float) -> str:
    return "less than 0.1 %" if percent < 0.1 else _percent(percent)


def _expected(found: Findings) -> str:
    low, high = found.band
    text = f"Expected {_rate(found.gb_per_s)} GB/s ({_rate(low)} to {_rate(high)})"
    gain, dram = found.over_dram_percent, found.dram
    if gain is None or dram is None:
        return text
    baseline = _baseline(found, dram)
    if dram.weights == found.weights:
        return f"{text}, which is {baseline}"
    over = f"{_percent(gain)} above" if found.surely_over_dram else "about the same as"
    return f"{text}, {over} {baseline}"


def _baseline(found: Findings, dram: Rival) -> str:
    if dram.name == "all_dram":
        return f"all DRAM nodes at their best weights, {_short(dram.weights)}"
    node = found.node_of(dram)
    return "DRAM only" if found.dram_nodes == (node,) else f"node {node} alone"


def _around(found: Findings) -> str:
    """How the next weights compare, where the flat optimum does not tell it already."""
    if len(found.used) < 2:
        return ""
    close = [rival for rival in found.beside if abs(rival.below_percent) <= _CLOSE_PERCENT]
    parts = []
    if close:
        names = [_short(rival.weights) for rival in close]
        parts.append(f"{_joined(names)} {'is' if len(names) == 1 else 'are'} within 1 %")
    for rival in found.beside:
        if rival not in close:
            side = "below" if rival.below_percent > 0 else "above"
            parts.append(f"{_short(rival.weights)} is {_percent(abs(rival.below_percent))} {side}")
    return ", ".join(parts)


def _short(weights: tuple[int, ...]) -> str:
    """Weights in the smallest numbers, nodes that are left out not named."""
    return _ratio(weight for weight in reduced(weights) if weight)


def _busy(found: Findings) -> str:
    loads = [(node, found.utilisation[node]) for node in found.used]
    if len(loads) > _NAMED:
        loads = sorted(loads, key=lambda load: -load[1])[:_NAMED]
    first, *rest = (f"node {node} {{}}at {_percent(100 * use)}" for node, use in loads)
    limit = found.solution.streams[0].bottleneck
    text = _joined([first.format("works "), *(part.format("") for part in rest)])
    return text if limit.startswith("node ") else f"{text}; {limit} is the tightest"


def _auto(found: Findings) -> str:
    auto = found.rival("auto")
    if auto is None or len(found.used) < 2:
        return ""
    chosen = _ratio(auto.weights)
    return f"told these rates by firmware, auto mode would set {chosen}, {_distance(auto)}"


def _follow(found: Findings) -> str:
    """That all streams are taken to lie by the weights, where there are several."""
    many = len(found.problem.streams)
    return f"The pages of all {many} streams are taken to lie by these weights." if many > 1 else ""


def _room(found: Findings) -> str:
    """Which nodes are too small for a larger share."""
    short = [
        f"node {node} has room for {_percent(100 * share)} of the pages"
        for node, share in zip(found.problem.nodes, found.problem.most_share, strict=False)
        if share < 1
    ]
    return f"{_joined(short).capitalize()}." if short else ""


def _left_out(found: Findings) -> str:
    out = NodeMask.of(found.problem.nodes) - NodeMask.of(found.used)
    if not out:
        return ""
    noun = "Node" if len(out) == 1 else "Nodes"
    plain = found.rival("plain")
    cost = f"; plain interleave over all is {_distance(plain)}" if plain else ""
    return f"{noun} {out} would add less than 1 %{cost}."


def _flatness(found: Findings) -> str:
    if found.flat is None or len(found.used) < 2:
        return ""
    first, last = (_ratio(end) for end in found.flat)
    if first == last:
        return f"The optimum is sharp: among n:1 and 1:n only {first} gives at most 1 % less."
    return f"The optimum is flat: everything from {first} to {last} gives at most 1 % less."


def _exact(found: Findings) -> str:
    best = found.best
    if found.weights == best.weights:
        return f"No {best.bound} are better."
    gain = 100 * (best.gb_per_s / found.gb_per_s - 1) if found.gb_per_s > 0 else 0.0
    side = "more" if gain >= 0 else "less"
    return f"The best of all {best.bound} is {_ratio(best.weights)}, {_change(abs(gain))} {side}."


def _distance(rival: Rival) -> str:
    below = rival.below_percent
    return "as good as the best" if below < 0.05 else f"{_percent(below)} below the best"


def _ratio(weights: Iterable[int]) -> str:
    return ":".join(map(str, weights))


def _rate(rate: float) -> str:
    """Three significant digits."""
    digits = 0 if rate >= 99.95 else 1 if rate >= 9.995 else 2
    return f"{rate:.{digits}f}"


def _percent(part: float) -> str:
    """Whole percents, tenths below one."""
    return f"{part:.1f} %" if part < 0.95 else f"{part:.0f} %"


def _joined(words: Sequence[str]) -> str:
    return words[0] if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"
