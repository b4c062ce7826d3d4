"""Command line of the core: ``python -m simcore COMMAND``.

Exit status 0 is fine, 1 a comparison that failed, 2 bad input; ``-`` reads standard input.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from simcore.cli import (
    advise,
    interfaces,
    predict,
    races,
    record,
    replay,
    reproduce,
    run,
    schema,
)

__all__ = ("COMMANDS", "main")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it takes, what it does, the function that does it."""

    takes: str
    help: str
    act: Callable[[Sequence[str]], int]


COMMANDS: Mapping[str, Command] = {
    "advise": Command("FILE|-", "the best weights for an experiment", advise.main),
    "interfaces": Command("FILE|-", "a wanted policy in every interface", interfaces.main),
    "predict": Command("FILE…", "published bandwidths beside the model's", predict.main),
    "races": Command("FILE|-", "every schedule of a race, grouped by how it ends", races.main),
    "record": Command("[FILE|-]", "events by real system calls, as a trace", record.main),
    "replay": Command("FILE…", "recorded runs of real kernels beside the engine's", replay.main),
    "reproduce": Command("FILE|-", "an experiment as a C program or script", reproduce.main),
    "run": Command("FILE|-", "an experiment in, its result out, both JSON", run.main),
    "schema": Command("", "the JSON schema of an experiment", schema.main),
}


def main(arguments: Sequence[str]) -> int:
    """Run a command; returns the exit status."""
    rows = COMMANDS.items()
    listed = "\n".join(f"  {name} {row.takes}".rstrip() + f": {row.help}" for name, row in rows)
    parser = argparse.ArgumentParser(
        prog="simcore",
        description=f"The simulation core of ilx.\n\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="the command's own arguments")
    chosen = parser.parse_args(arguments)
    return COMMANDS[chosen.command].act(chosen.rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
