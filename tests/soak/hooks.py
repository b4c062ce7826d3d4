"""What schemathesis sends: every second body is one that the operation takes, so that requests
come past the first check; the other half is its own.
"""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import schemathesis
from schemathesis import HookContext

from tests.bodies import bodies

_TAKEN: dict[str, list[Any]] = defaultdict(list)
for _label, _body in bodies():
    _TAKEN[_label.partition("} ")[0].replace("{name", "{name}")].append(_body)
_CHANCE = random.Random(1)


@schemathesis.hook
def map_body(context: HookContext, body: Any) -> Any:
    """The generated body, or one that is taken."""
    assert context.operation is not None
    taken = _TAKEN.get(context.operation.label)
    return _CHANCE.choice(taken) if taken and _CHANCE.random() < 0.5 else body
