"""One wanted policy said in every interface: the calls, what they cannot say, how far off.

intent = decode_intent(document)
comparison = compare(intent)             # one Answer for each interface
comparison.plain()                       # for programs
print(as_table(comparison))              # for people; as_markdown for a mail
"""

from simcore.interfaces.answers import Answer, Between, Comparison, Distance, Reading
from simcore.interfaces.compare import compare, said_by
from simcore.interfaces.intent import Intent, PageSpan, decode_intent
from simcore.interfaces.plan import LABELS, REASONS, Reason, Step, Struct, Way
from simcore.interfaces.telling import as_markdown, as_table
from simcore.interfaces.ways import WAYS

__all__ = (
    "LABELS",
    "REASONS",
    "WAYS",
    "Answer",
    "Between",
    "Comparison",
    "Distance",
    "Intent",
    "PageSpan",
    "Reading",
    "Reason",
    "Step",
    "Struct",
    "Way",
    "as_markdown",
    "as_table",
    "compare",
    "decode_intent",
    "said_by",
)
