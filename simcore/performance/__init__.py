"""From a placement to rates and latencies: the bridge between the system and the model.

The workload's traffic follows the pages where they lie; the bandwidth engine, which knows no
experiment, is given plain resources, paths and shares.
"""

from simcore.performance.alone import Alone, alone_from
from simcore.performance.evaluate import ENDED, Performance, evaluate

__all__ = ("ENDED", "Alone", "Performance", "alone_from", "evaluate")
