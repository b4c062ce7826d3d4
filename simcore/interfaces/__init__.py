"""One wanted policy said in every interface: the calls, what they cannot say, how far off.

intent = decode_intent(document)
comparison = compare(intent)             # one Answer for each interface
print(as_table(comparison))
"""

from simcore.interfaces.answers import Answer, Comparison
from simcore.interfaces.compare import compare, said_by
from simcore.interfaces.intent import Intent, PageSpan, decode_intent
from simcore.interfaces.telling import as_markdown, as_table
from simcore.interfaces.ways import WAYS, Reading, Step, Way

__all__ = (
    "WAYS",
    "Answer",
    "Comparison",
    "Intent",
    "PageSpan",
    "Reading",
    "Step",
    "Way",
    "as_markdown",
    "as_table",
    "compare",
    "decode_intent",
    "said_by",
)
