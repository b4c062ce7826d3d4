"""Reproducers: texts with which others can do what an experiment does, made of it and its result.

A C program with the system calls themselves, a shell script, the description of a test case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simcore.reproduce.c_program import c_program
from simcore.reproduce.ltp import ltp_case
from simcore.reproduce.shell import shell_script
from simcore.result import Result
from simcore.spec import Experiment

__all__ = ("REPRODUCERS", "c_program", "ltp_case", "shell_script")

REPRODUCERS: Mapping[str, Callable[[Experiment, Result], str]] = {
    "c": c_program,
    "shell": shell_script,
    "ltp": ltp_case,
}
"""Each reproducer by name."""
