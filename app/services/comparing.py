"""What is to be compared: experiments in a body, or named in an address.

An address names a stored experiment (its result is read, never computed again) or a preset with
readable changes, ``dram-cxl~mode=interleave~w=4,1``. What it names wrongly becomes a notice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from pydantic import Field

from app.errors import GoneError, UnknownError, UnreadableError
from app.services.catalog import Catalog, Preset
from app.services.edits import edited
from app.services.run import Runs, Stored
from app.services.sharing import Title
from app.words import Words
from simcore.errors import Problem, SpecError
from simcore.result import Result
from simcore.spec import Experiment, decode
from simcore.spec.base import Listed, Model
from simcore.spec.decode import validated
from simcore.spec.events import SetMempolicy

__all__ = (
    "EXAMPLE",
    "FEWEST",
    "MOST",
    "CompareRequest",
    "Named",
    "named",
    "pair",
    "read_compared",
    "source_of",
)

FEWEST: Final = 2
MOST: Final = 4
EXAMPLE: Final = ("dram-cxl", "dram-cxl~mode=interleave")
"""What is compared when an address names nothing."""


class CompareItem(Model):
    """One of the experiments, and what it is called."""

    experiment: dict[str, Any]
    title: Title = ""


class CompareRequest(Model):
    """Two to four experiments."""

    experiments: Annotated[
        tuple[CompareItem, ...], Listed, Field(min_length=FEWEST, max_length=MOST)
    ]


@dataclass(frozen=True, slots=True)
class Named:
    """An experiment with its result, its title and the page that opens it."""

    title: str
    experiment: Experiment
    result: Result
    href: str = ""
    source: str = ""
    made_from: str | None = None


def read_compared(document: Any) -> list[tuple[str, Experiment]]:
    """Titles and experiments in a body. Raises SpecError with every problem by its place."""
    request = validated(CompareRequest, document)
    problems: list[Problem] = []
    read: list[tuple[str, Experiment]] = []
    for place, item in enumerate(request.experiments):
        try:
            read.append((item.title, decode(item.experiment)))
        except SpecError as error:
            problems += error.below(f"/experiments/{place}/experiment").problems
    if problems:
        raise SpecError(problems)
    return read


def named(
    items: Sequence[str], catalog: Catalog, runs: Runs, words: Words
) -> tuple[list[Named], list[str]]:
    """The experiments that an address names, and a notice for each thing it says wrong."""
    found: list[Named] = []
    notices: list[str] = []
    for item in items[:MOST]:
        try:
            one, more = _named(item, catalog, runs, words)
        except UnknownError as error:
            notices.append(f"{item[:80]}: {error}")
            continue
        found.append(one)
        notices += more
    return found, notices


def _named(item: str, catalog: Catalog, runs: Runs, words: Words) -> tuple[Named, tuple[str, ...]]:
    name, *changes = item.split("~")
    if any(preset.name == name for preset in catalog):
        return _preset(catalog.preset(name), changes, runs, words)
    stored = runs.stored(name)
    return _stored(name, stored), ()


def _stored(sid: str, stored: Stored) -> Named:
    title, parent = stored.share.title or sid, stored.share.parent
    return Named(title, stored.experiment, stored.result, f"/x/{sid}", sid, parent)


def _preset(
    preset: Preset, changes: Sequence[str], runs: Runs, words: Words
) -> tuple[Named, tuple[str, ...]]:
    pairs = [(key, value) for key, _, value in (change.partition("=") for change in changes)]
    experiment, notices = edited(preset.experiment, dict(pairs))
    href = "/?" + urlencode([("preset", preset.name), *pairs])
    title = ", ".join((preset.title(words), *changes))
    source = source_of(preset.name, dict(pairs))
    return Named(title, experiment, runs.remembered(experiment), href, source), notices


def source_of(preset: str, changes: Mapping[str, str]) -> str:
    """How an address names a preset with changes."""
    return "~".join((preset, *(f"{key}={value}" for key, value in changes.items())))


def pair(one: Named, runs: Runs) -> tuple[tuple[Named, Named], str]:
    """Something to compare with for who names only one, and the word that tells what it is.

    A stored experiment comes after the one that it was made from, if that is still there.
    """
    if one.made_from:
        with suppress(UnknownError, GoneError, UnreadableError):
            return (_stored(one.made_from, runs.stored(one.made_from)), one), "compare.few_made"
    return (one, _beside(one, runs)), "compare.few"


def _beside(one: Named, runs: Runs) -> Named:
    """The same experiment under another policy, for who names only one."""
    policies = [event for event in one.experiment.events if isinstance(event, SetMempolicy)]
    given = policies[0].mode if policies else ""
    mode = "weighted_interleave" if given == "interleave" else "interleave"
    other, _ = edited(one.experiment, {"mode": mode})
    source = one.source.removesuffix(f"~mode={given}")
    return Named(
        title=f"{one.title.removesuffix(f', mode={given}')}, mode={mode}",
        experiment=other,
        result=runs.remembered(other),
        source="" if one.href.startswith("/x/") else f"{source}~mode={mode}",
    )
