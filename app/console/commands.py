"""The table of subcommands, and running one of them.

Exit status 0 is fine, 1 a comparison or a check that failed, 2 bad input; ``-`` reads standard
input. Without a subcommand ilx serves.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from app.console.common import BAD_INPUT, RefusedError

__all__ = ("COMMANDS", "run")


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: what it takes, what it does, the module whose ``main(argv)`` does it."""

    takes: str
    help: str
    module: str

    @property
    def act(self) -> Callable[[Sequence[str]], int]:
        """The function; its module is loaded when it is asked for, for some are heavy."""
        act: Callable[[Sequence[str]], int] = import_module(self.module).main
        return act


COMMANDS: Final[Mapping[str, Command]] = {
    "serve": Command("", "serve the pages (also without a subcommand)", "app.console.serve"),
    "push": Command("FILE… --to URL", "share experiments on a server", "app.console.push"),
    "pull": Command("SID|URL", "what a server keeps under a link", "app.console.pull"),
    "backup": Command("FILE", "a copy of the store while it is used", "app.console.backup"),
    "check": Command("[FILE]", "verify every hash in the store", "app.console.check"),
    "export-site": Command("FOLDER", "all shares as static files", "app.console.export_site"),
    "withdraw": Command("SID…", "take links down for good", "app.console.withdraw"),
    "version": Command("", "the versions of program and model", "app.console.version"),
    "run": Command("FILE|-", "an experiment in, its result out", "simcore.cli.run"),
    "replay": Command("FILE…", "recordings of real kernels held to it", "simcore.cli.replay"),
    "predict": Command("FILE…", "published bandwidths beside the model's", "simcore.cli.predict"),
    "advise": Command("FILE|-", "the best weights for an experiment", "simcore.cli.advise"),
    "reproduce": Command("FILE|-", "as a C program or a script", "simcore.cli.reproduce"),
    "interfaces": Command("FILE|-", "one policy in every interface", "simcore.cli.interfaces"),
    "races": Command("FILE|-", "every schedule of a race", "simcore.cli.races"),
    "record": Command("[FILE|-]", "events by real system calls", "simcore.cli.record"),
    "schema": Command("", "the JSON schema of an experiment", "simcore.cli.schema"),
}


def run(arguments: Sequence[str]) -> int:
    """Run what the arguments say; returns the exit status."""
    rows = COMMANDS.items()
    listed = "\n".join(f"  {name} {row.takes}".rstrip() + f": {row.help}" for name, row in rows)
    parser = argparse.ArgumentParser(
        prog="ilx",
        description=f"ilx, the interleave explorer.\n\n{listed}",
        epilog="ilx COMMAND --help tells a command's options.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", nargs="?", default="serve", metavar="COMMAND", choices=COMMANDS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="the command's own arguments")
    chosen = parser.parse_args(arguments)
    try:
        return _done(COMMANDS[chosen.command], chosen.rest)
    except RefusedError as error:
        print(f"ilx {chosen.command}: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        sys.stderr.close()  # who read along has gone; nothing can be said to them
        return BAD_INPUT
    except OSError as error:
        print(f"ilx {chosen.command}: {error.strerror or error}", file=sys.stderr)
        return BAD_INPUT


def _done(command: Command, arguments: Sequence[str]) -> int:
    """The status of a subcommand, once all it said has been written."""
    status = command.act(arguments)
    sys.stdout.flush()
    return status
