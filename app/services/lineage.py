"""Where a share comes from and what was made of it, with what each step changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.db.lineage import Kin, Lineage
from app.errors import UnknownError
from app.services.catalog import Catalog
from app.services.run import Runs
from simcore.difference import Change, differences
from simcore.spec import Experiment, decode, parse_json

__all__ = ("MOST", "Family", "Member", "between", "family_of")

MOST: Final = 200
"""Ancestors, and descendants, that are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A share of a family; ``changes`` lead from its parent to it, None where one is not there."""

    sid: str
    parent: str | None
    title: str
    created: str
    withdrawn: bool
    depth: int
    changes: tuple[Change, ...] | None


@dataclass(frozen=True, slots=True)
class Family:
    """A share, its ancestors (the oldest first, itself last), and its descendants as a tree.

    Descendants stand after their parents, children of one share by age.
    """

    sid: str
    ancestors: tuple[Member, ...]
    descendants: tuple[Member, ...]


def family_of(sid: str, runs: Runs, lineage: Lineage) -> Family:
    """The family of a share. Raises UnknownError, GoneError."""
    runs.saved(sid)
    up = lineage.up(sid, MOST)[::-1]
    down = lineage.down(sid, MOST)
    texts = {kin.sid: kin.experiment_text for kin in (*up, *down)}
    depths = {kin.sid: depth for depth, kin in enumerate(up)}
    for kin in down:
        depths[kin.sid] = depths[kin.parent or ""] + 1
    return Family(
        sid,
        tuple(_member(kin, texts, depths) for kin in up),
        tuple(_member(kin, texts, depths) for kin in _as_tree(sid, down)),
    )


def between(before: str, after: str, catalog: Catalog, runs: Runs) -> tuple[Change, ...]:
    """What leads from one experiment to another, stored ones or presets.

    Raises UnknownError, GoneError.
    """
    one, other = (
        _named(name, side, catalog, runs) for side, name in (("from", before), ("to", after))
    )
    return differences(one, other)


def _named(name: str, side: str, catalog: Catalog, runs: Runs) -> Experiment:
    try:
        return catalog.preset(name).experiment
    except UnknownError:
        pass
    try:
        return decode(parse_json(runs.saved(name).experiment_text))
    except UnknownError:
        told = f"?{side}={name[:40]}: there is no saved experiment and no preset of this name."
        raise UnknownError(told) from None


def _as_tree(root: str, down: Iterable[Kin]) -> list[Kin]:
    """Each before what was made of it."""
    children: dict[str, list[Kin]] = {}
    for kin in down:
        children.setdefault(kin.parent or "", []).append(kin)
    told: list[Kin] = []
    waiting = children.get(root, [])[::-1]
    while waiting:
        kin = waiting.pop()
        told.append(kin)
        waiting += children.get(kin.sid, [])[::-1]
    return told


def _member(kin: Kin, texts: Mapping[str, str], depths: Mapping[str, int]) -> Member:
    before, after = texts.get(kin.parent or ""), kin.experiment_text
    changes = None
    if before and after:
        changes = differences(decode(parse_json(before)), decode(parse_json(after)))
    return Member(
        sid=kin.sid,
        parent=kin.parent,
        title=kin.title,
        created=kin.created,
        withdrawn=kin.withdrawn,
        depth=depths[kin.sid],
        changes=changes,
    )
