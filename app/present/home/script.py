"""The commands as a script that a normal user runs: a view in, a shell script out.

Root's writes go through sudo, weights are read back, and the script stops where they are not what
was asked for: a program that runs with other weights measures something else.
"""

from __future__ import annotations

import re

from app.present.home.numactl import commands
from app.present.home.subject import Subject

__all__ = ("run_script",)

_HEAD = (
    "#!/bin/sh",
    "# Starts ./app as you; sudo is asked only for what root must write.",
    "set -eu",
)
_AS_ROOT = 'as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }'
_WANT = """\
stop() { echo "stopped: $*" >&2; exit 1; }
want() {   # a file in sysfs and what it has to hold
  [ -e "$W/$1" ] || stop "$W/$1 is missing: weighted interleave needs Linux 6.9, auto 6.16"
  [ "$(cat "$W/$1")" = "$2" ] || echo "$2" | as_root tee "$W/$1" > /dev/null || true
  [ "$(cat "$W/$1")" = "$2" ] || stop "$W/$1 holds $(cat "$W/$1"), not $2"
}"""
_RULES = (
    (re.compile(r"^echo (\S+) > \$W/(\w+)"), r"want \2 \1"),
    (re.compile(r"^echo (\S+) > (\S+)$"), r"echo \1 | as_root tee \2 > /dev/null"),
    (re.compile(r"^(mkdir .*)$"), r"as_root \1"),
    (re.compile(r"^((?:taskset|numactl|\./app).*)$"), r"exec \1"),
)
"""How a line to paste as root becomes one of a script."""


def run_script(subject: Subject) -> str:
    """The text of the script."""
    lines = [_scripted(line) for line in commands(subject.view)]
    body = "\n".join(lines)
    helpers = [
        text
        for used, text in ((r"^want |as_root", _AS_ROOT), (r"^want ", _WANT))
        if re.search(used, body, re.MULTILINE)
    ]
    return "\n".join([*_HEAD, *helpers, *lines, ""])


def _scripted(line: str) -> str:
    for pattern, form in _RULES:
        if pattern.match(line):
            return pattern.sub(form, line)
    return line
