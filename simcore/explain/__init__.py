"""Why a page is where it is: the chain of decisions, as data and as sentences.

The engine keeps each decision once and marks segments with its number. Here one page's chain
is told: whose policy applied, which nodes were left of its mask, index and remainder, the node
that was asked for, where the zonelist led when it was full, and moves afterwards; what an
earlier event had changed on the way names that event.
"""

from simcore.explain.page import explain, explain_page
from simcore.explain.steps import Explanation, Step

__all__ = ("Explanation", "Step", "explain", "explain_page")
