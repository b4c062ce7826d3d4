"""Bandwidth and latency: what rates follow from a placement, by a closed loop.

Pure functions on plain values and numpy arrays; the engine knows no experiment. Decimal GB/s
(bytes per ns) and ns throughout; ``gb_per_s`` converts a machine's MiB/s.

    system = System(
        nodes=(
            Resource(name="dram", kind="dram", read_gb_per_s=214.0, idle_ns=95),
            Resource(name="cxl", kind="cxl", read_gb_per_s=22.0, idle_ns=250),
        )
    )
    stream = Stream(threads=64, read_share=0.667, shares=(0.9, 0.1), band=BAND_LINES)
    solve(system, (stream,)).streams[0].gb_per_s
    weight_curve(system, stream, share_matrix, lines=(8.0, 10.0, 16.0)).gb_per_s  # [3, K]
"""

from simcore.bandwidth.closed_loop import WeightCurve, weight_curve
from simcore.bandwidth.constants import (
    BAND_LINES,
    KINDS,
    LINE_BYTES,
    PATTERN_LINES,
    Kind,
    link_kind,
)
from simcore.bandwidth.laws import capacity, loaded_latency
from simcore.bandwidth.min_law import balanced_shares, ceiling
from simcore.bandwidth.solve import MODEL_ERROR, solve
from simcore.bandwidth.values import (
    LatencyCurve,
    Load,
    Resource,
    Solution,
    Stream,
    StreamResult,
    System,
    gb_per_s,
)

__all__ = (
    "BAND_LINES",
    "KINDS",
    "LINE_BYTES",
    "MODEL_ERROR",
    "PATTERN_LINES",
    "Kind",
    "LatencyCurve",
    "Load",
    "Resource",
    "Solution",
    "Stream",
    "StreamResult",
    "System",
    "WeightCurve",
    "balanced_shares",
    "capacity",
    "ceiling",
    "gb_per_s",
    "link_kind",
    "loaded_latency",
    "solve",
    "weight_curve",
)
