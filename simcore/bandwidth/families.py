"""One rule per family of prediction cases: from what is known to what is predicted.

Every rule goes through the functions of the product (capacity, loaded latency, closed loop, and
the closed loop turned round); nothing here is special to a case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from simcore.bandwidth.calibrate import (
    case_scale,
    node_from_rate,
    node_from_sweep,
    node_with_capacity,
)
from simcore.bandwidth.cases import CaseError, Reader, read_share
from simcore.bandwidth.closed_loop import weight_curve
from simcore.bandwidth.constants import KINDS, PATTERN_LINES, Kind
from simcore.bandwidth.laws import capacity, loaded_latency
from simcore.bandwidth.values import Resource, Stream, System

__all__ = ("FAMILIES", "Family", "Rule")

#: Predict every point of a case with so many lines in flight per thread.
Rule = Callable[[Reader, float], list[float]]

#: A published point at the very peak is read at this use, where the latency is still finite.
_PEAK_USE = 0.99


def _curve(case: Reader, lines: float) -> list[float]:  # noqa: ARG001 - a curve is an open loop
    """Loaded latency in ns at delivered rates."""
    share = read_share(case)
    known = _only_node(case)
    peak = known.at("peak_gb_per_s").number()
    node = node_with_capacity(
        name=_name(known),
        kind=_kind(known),
        idle_ns=known.at("idle_ns").number(),
        gb_per_s=peak,
        read_share=share,
    )
    delivered = [point.at("delivered_gb_per_s").number() for point in case.at("predict").items()]
    at = np.minimum(np.array(delivered), _PEAK_USE * peak)
    return [float(latency) for latency in loaded_latency(node, at, share)]


def _readshare(case: Reader, lines: float) -> list[float]:  # noqa: ARG001 - no threads are known
    """Capacity in GB/s at other read shares."""
    known = _only_node(case)
    points = sorted((read_share(one), one.at("gb_per_s").number()) for one in _capacities(known))
    node = _LAWS[KINDS[_kind(known)].law](known, points)
    shares = [read_share(point, -1.0) for point in case.at("predict").items()]
    if min(shares) < 0:
        raise CaseError("predict", "read_permille is missing in a point")
    return [capacity(node, share) for share in shares]


def _bus_node(known: Reader, points: list[tuple[float, float]]) -> Resource:
    """A bus through its capacities at the outermost read shares.

    Its time per line is linear in the times of a read and of a write, the turnarounds being a
    part of a read: two equations. A write is never taken to be faster than twice a read.
    """
    kind = KINDS[_kind(known)]
    ends = [points[0], points[-1]]
    rows = np.array([[r + 4 * kind.turnaround * r * (1 - r), 1 - r] for r, _ in ends])
    read, write = np.linalg.solve(rows, [1 / gb_per_s for _, gb_per_s in ends])
    read = max(read, 1e-9)
    return _node(known, read=1 / read, write=1 / max(write, 0.5 * read))


def _duplex_node(known: Reader, points: list[tuple[float, float]]) -> Resource:
    """A duplex path: reads from the read end, writes from the other if it writes more.

    The total is the largest capacity seen.
    """
    kind = KINDS[_kind(known)]
    (least, at_least), (most, at_most) = points[0], points[-1]
    read = at_most * (most + kind.completion_load * (1 - most))
    write = at_least * (1 - least + kind.request_load * least) if least < 0.5 else None
    return _node(known, read=read, write=write, total=max(rate for _, rate in points))


_LAWS: Final[Mapping[str, Callable[[Reader, list[tuple[float, float]]], Resource]]] = (
    MappingProxyType({"bus": _bus_node, "duplex": _duplex_node})
)


def _sweep(case: Reader, lines: float) -> list[float]:  # noqa: ARG001 - a line per thread
    """Rate of a weighted mix (or of one node) at other thread counts, in the case's unit.

    Look-ups of a thread overlap, which is why a mix of two nodes is slower than the mean of its
    parts already at one thread.
    """
    share = read_share(case)
    known = case.at("nodes").items()
    ends = [_sweep_ends(node) for node in known]
    nearest = max(range(len(known)), key=lambda index: ends[index][0])
    scale = case_scale(_kind(known[nearest]), ends[nearest][0])
    system = System(
        nodes=tuple(
            node_from_sweep(
                name=_name(node),
                kind=_kind(node),
                one=one * scale,
                best=best * scale,
                threads=threads,
                read_share=share,
            )
            for node, (one, best, threads) in zip(known, ends, strict=True)
        )
    )
    return [
        _rate(system, point, lines=1.0, share=share, overlap=1.0) / scale
        for point in case.at("predict").items()
    ]


def _stream(case: Reader, lines: float) -> list[float]:
    """Rate in GB/s of a weighted mix of nodes whose own rates are known."""
    share = read_share(case)
    nodes = []
    for known in case.at("nodes").items():
        rates = known.at("rates_gb_per_s").items()
        measured = max(rates, key=lambda rate: rate.at("threads").number())
        nodes.append(
            node_from_rate(
                name=_name(known),
                kind=_kind(known),
                idle_ns=known.at("idle_ns").number(),
                gb_per_s=measured.at("gb_per_s").number(),
                lines=measured.at("threads").number() * lines,
                read_share=share,
            )
        )
    system = System(nodes=tuple(nodes))
    return [_rate(system, p, lines=lines, share=share) for p in case.at("predict").items()]


def _speedup(case: Reader, lines: float) -> list[float]:
    """How much faster one set of weights is than another."""
    share = read_share(case)
    system = System(
        nodes=tuple(
            node_with_capacity(
                name=_name(known),
                kind=_kind(known),
                idle_ns=known.at("idle_ns").number(),
                gb_per_s=known.at("peak_gb_per_s").number(),
                read_share=share,
            )
            for known in case.at("nodes").items()
        )
    )
    return [
        _rate(system, point, lines=lines, share=share)
        / _rate(system, point, lines=lines, share=share, weights="relative_to")
        for point in case.at("predict").items()
    ]


class Family:
    """How the cases of a family are predicted, and whether lines in flight matter to them."""

    def __init__(self, rule: Rule, *, metric: str, by_lines: bool = False) -> None:
        self.rule = rule
        self.metric = metric
        self.by_lines = by_lines


FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {
        "curve": Family(_curve, metric="latency_ns"),
        "mix": Family(_sweep, metric="rate"),
        "readshare": Family(_readshare, metric="capacity_gb_per_s"),
        "speedup": Family(_speedup, metric="speedup", by_lines=True),
        "stream": Family(_stream, metric="gb_per_s", by_lines=True),
        "sweep": Family(_sweep, metric="rate"),
    }
)


def _rate(
    system: System,
    point: Reader,
    *,
    lines: float,
    share: float,
    overlap: float | None = None,
    weights: str = "weights",
) -> float:
    """Closed loop at the weights and threads of a point, GB/s."""
    given = [weight.number(least=-1e-9) for weight in point.at(weights).items()]
    if len(given) != len(system.nodes) or sum(given) <= 0:
        raise CaseError(point.at(weights).key, "must be a weight for each node, one above 0")
    shares = np.array([given]) / sum(given)
    stream = Stream(
        threads=point.at("threads").number(),
        lines_in_flight_per_thread=lines,
        read_share=share,
        shares=tuple(shares[0].tolist()),
        overlap=overlap,
    )
    return float(weight_curve(system, stream, shares, (lines,)).gb_per_s[0, 0])


def _sweep_ends(node: Reader) -> tuple[float, float, float]:
    """Rate at one thread, best rate, and the most threads of the sweep."""
    found = sorted(
        (rate.at("threads").number(), rate.at("rate").number()) for rate in node.at("rates").items()
    )
    if found[0][0] != 1 or len(found) < 2:
        raise CaseError(node.at("rates").key, "must give a rate at one thread and a best rate")
    return found[0][1], max(rate for _, rate in found), found[-1][0]


def _only_node(case: Reader) -> Reader:
    """The node of a case that has one."""
    return case.at("nodes").items()[0]


def _capacities(known: Reader) -> list[Reader]:
    """The known capacities of a node, of which there must be two."""
    found = known.at("capacities").items()
    if len(found) < 2:
        raise CaseError(known.at("capacities").key, "must give capacities at two read shares")
    return found


def _node(
    known: Reader, *, read: float, write: float | None, total: float | None = None
) -> Resource:
    """A node by its rates; its latency does not matter."""
    kind = _kind(known)
    return Resource(
        name=_name(known),
        kind=kind,
        read_gb_per_s=read,
        write_gb_per_s=write,
        total_gb_per_s=total,
        idle_ns=KINDS[kind].idle_ns,
    )


def _kind(known: Reader) -> str:
    """The kind of a node, which must have a row of constants."""
    nodes: dict[str, Kind] = {name: kind for name, kind in KINDS.items() if not kind.is_link}
    return known.at("kind").one_of(nodes)


def _name(known: Reader) -> str:
    """The name of a node."""
    return known.at("name").text()


def lines_of(case: Reader) -> float:
    """Lines in flight per thread of a case, those of a stream unless it says otherwise."""
    if not case.has("mlp") or case.at("mlp").value is None:
        return PATTERN_LINES["stream"]
    return case.at("mlp").number()
