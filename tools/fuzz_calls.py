"""Coverage-guided fuzzing of the system calls: ``tools/fuzz_calls.py [CALLS] [SEED]``.

Scripts of calls are cut, spliced and changed; one that reaches a line of the engine that none
reached before is kept to be changed further. Stops with a traceback at the first exception or
broken invariant, and prints the script that led there.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import simcore
from tests.fuzzing import STEP_BYTES, Machine, check_answer, check_read_back, check_state
from tests.property.test_any_registers import KERNELS

SOURCE = str(Path(simcore.__file__).parent)
LONGEST = 40


class Coverage:
    """Lines of the engine that were reached; functions without an unseen line cost nothing."""

    def __init__(self) -> None:
        self.unseen: dict[CodeType, set[int]] = {}
        self.reached = 0

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Any:
        """The trace function of a call."""
        del event, arg
        code = frame.f_code
        if code not in self.unseen:
            ours = code.co_filename.startswith(SOURCE)
            lines = {line for _, _, line in code.co_lines() if line} if ours else set()
            self.unseen[code] = lines
        return self._line if self.unseen[code] else None

    def _line(self, frame: FrameType, event: str, arg: Any) -> Any:
        del arg
        unseen = self.unseen[frame.f_code]
        if event == "line" and frame.f_lineno in unseen:
            unseen.discard(frame.f_lineno)
            self.reached += 1
        return self._line if unseen else None


def changed(script: list[bytes], corpus: list[list[bytes]], chance: random.Random) -> list[bytes]:
    """A script with steps cut, doubled, spliced in from another, or with other bytes."""
    steps = list(script)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(steps))
        match chance.randrange(5):
            case 0:
                steps[place] = chance.randbytes(STEP_BYTES)
            case 1:
                at = chance.randrange(STEP_BYTES)
                byte = chance.randbytes(1)
                steps[place] = steps[place][:at] + byte + steps[place][at + 1 :]
            case 2 if len(steps) > 1:
                del steps[place]
            case 3:
                steps[place:place] = chance.choice(corpus)[: LONGEST - len(steps)]
            case _:
                steps.append(chance.randbytes(STEP_BYTES))
    return steps[:LONGEST] or [chance.randbytes(STEP_BYTES)]


def run(kernel: tuple[str, str | None], script: list[bytes], seen: Counter[str]) -> None:
    """One script on a fresh machine, checked after each call."""
    machine = Machine(*kernel)
    for step in script:
        name, answer = machine.step(step)
        check_answer(answer)
        seen[f"{name} {'signal' if answer.signal else answer.errno or 'ok'}"] += 1
        check_state(machine)
    check_read_back(machine)


def main(calls: int = 1_000_000, seed: int = 1) -> None:
    """Fuzz until so many calls were made."""
    chance, coverage, seen = random.Random(seed), Coverage(), Counter[str]()
    corpus = [[chance.randbytes(STEP_BYTES) for _ in range(LONGEST)]]
    began = time.monotonic()
    while seen.total() < calls:
        script = changed(chance.choice(corpus), corpus, chance)
        kernel = chance.choice(KERNELS)
        before = coverage.reached
        sys.settrace(coverage)
        try:
            run(kernel, script, seen)
        except BaseException:
            sys.settrace(None)
            print(f"seed {seed}, kernel {kernel}, script {[step.hex() for step in script]}")
            raise
        sys.settrace(None)
        if coverage.reached > before:
            corpus.append(script)
    took = time.monotonic() - began
    print(
        f"{seen.total()} calls in {took:.0f} s, {len(corpus)} scripts kept, "
        f"{coverage.reached} lines reached, {len(seen)} kinds of answers"
    )
    for kind, count in sorted(seen.items()):
        print(f"  {kind}: {count}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
