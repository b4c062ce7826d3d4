"""A comparison: experiments and results in; a page, an answer of the API and Markdown out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from markupsafe import Markup, escape

from app.present import text
from app.present.comparing.columns import (
    LETTERS,
    Entry,
    changes_from,
    page_text,
    policy_text,
    setup_text,
)
from app.present.comparing.markdown import markdown
from app.present.comparing.reasons import reason
from app.present.comparing.table import results_table
from app.present.comparing.twins import curves_table, strips_table
from app.present.drawing.comparing import StripRow, draw_compared, draw_strips
from app.present.figures.comparing import HEIGHT, compared_figure, plot_of
from app.present.tables import Table
from app.present.views import View
from app.words import Words
from simcore.firstdiff import differing_pages, first_difference
from simcore.kernel.modes import MODE_RULES
from simcore.result import RegionResult, Result
from simcore.spec.experiment import Experiment

__all__ = (
    "Column",
    "ComparePage",
    "Comparison",
    "UnknownPage",
    "compare",
    "compare_page",
    "entries_of",
    "unknown_page",
)

WINDOW: Final = 48
"""Pages of the strips."""
_BEFORE: Final = 12
"""Pages before the first differing one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What is told of one experiment."""

    letter: str
    title: str
    href: str
    policy: str
    setup: str
    changes: tuple[str, ...]
    region: str | None
    differs_at: int | None
    differing: int | None
    differs: str
    reason: str
    runs: str
    cells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that follows from putting experiments beside each other."""

    columns: tuple[Column, ...]
    page: int | None
    sentence: str
    notices: tuple[str, ...]
    results: Table
    tables: Mapping[str, Table]
    strips: Markup | None
    figure: dict[str, Any] | None
    picture: Markup
    markdown: str

    def plain(self) -> dict[str, Any]:
        """As the API gives it."""
        return {
            "columns": [asdict(column) for column in self.columns],
            "page": self.page,
            "sentence": self.sentence,
            "notices": list(self.notices),
            "results": self.results.plain(),
            "tables": {name: table.plain() for name, table in self.tables.items()},
            "strips": str(self.strips or ""),
            "figures": {"bandwidth": self.figure} if self.figure else {},
            "picture": str(self.picture),
            "markdown": self.markdown,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """The context of ``pages/compare.html``."""

    title: str
    description: str
    comparison: Comparison
    height: int
    notices: tuple[str, ...]
    sources: tuple[str, ...]
    presets: Mapping[str, str]
    address: str
    boot_text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownPage:
    """The context of ``pages/compare_unknown.html``: what is wrong in the address."""

    title: str
    wrong: tuple[str, ...]
    sources: tuple[str, ...]
    presets: Mapping[str, str]


Told = tuple[str, Experiment, Result]


def entries_of(told: Sequence[Told], words: Words, hrefs: Sequence[str] = ()) -> list[Entry]:
    """Letters for the experiments, and the region of each that is compared."""
    views = [View(experiment, result, words=words) for _, experiment, result in told]
    name = views[0].region[0] if views[0].region else None
    links = [*hrefs, *("" for _ in told)]
    return [
        Entry(
            letter,
            title or words("compare.untitled", letter=letter),
            view,
            _region(view, name),
            href,
        )
        for letter, (title, _, _), view, href in zip(LETTERS, told, views, links, strict=False)
    ]


def _region(view: View, name: str | None) -> tuple[str, RegionResult] | None:
    """The region of that name, or the one that carries most pages."""
    if name in view.result.regions and name is not None:
        return name, view.result.regions[name]
    return view.region


def compare(entries: Sequence[Entry], words: Words) -> Comparison:
    """The comparison of two to four experiments with the first of them."""
    first = entries[0]
    apart = [None, *(_apart(first, entry) for entry in entries[1:])]
    pages = [page for page in apart if page is not None]
    page = min(pages, default=None)
    start = _window_start(entries, page)
    rows = [StripRow(each.letter, each.view, _nodes(each, start)) for each in entries]
    columns = tuple(
        _column(entry, first, differs_at, (page, row.nodes))
        for entry, differs_at, row in zip(entries, apart, rows, strict=True)
    )
    results = results_table(entries, words)
    sentence = _sentence(entries, page, words)
    notices = _notices(entries, words)
    plot = plot_of([(entry.letter, entry.view) for entry in entries])
    drawn = any(row.nodes for row in rows)
    tables = {
        "strips": strips_table(rows, start, words) if drawn else None,
        "curves": curves_table(plot) if plot else None,
    }
    return Comparison(
        columns=columns,
        page=page,
        sentence=sentence,
        notices=notices,
        results=results,
        tables={name: table for name, table in tables.items() if table},
        strips=draw_strips(rows, start, page, sentence) if drawn else None,
        figure=compared_figure(plot) if plot else None,
        picture=draw_compared(plot, words("compare.curves"))
        if plot
        else escape(words("compare.no_curve")),
        markdown=markdown(
            columns,
            results,
            (sentence, *notices),
            window=(start, start + max(len(row.nodes) for row in rows) - 1),
            words=words,
        ),
    )


def _apart(first: Entry, other: Entry) -> int | None:
    """The first page that differs; of two sizes the end of the smaller one if nothing else."""
    if first.region is None or other.region is None:
        return None if first.region is other.region else 0
    mine, theirs = first.region[1], other.region[1]
    found = first_difference(mine, theirs)
    if found is None and mine.pages != theirs.pages:
        return min(mine.pages, theirs.pages)
    return found


def _window_start(entries: Sequence[Entry], page: int | None) -> int:
    longest = max((entry.region[1].pages for entry in entries if entry.region), default=0)
    return max(0, min((page or 0) - _BEFORE, longest - WINDOW))


def _nodes(entry: Entry, start: int) -> list[int]:
    if entry.region is None or start >= entry.region[1].pages:
        return []
    return entry.region[1].window(start, WINDOW)


def _column(
    entry: Entry, first: Entry, differs_at: int | None, shown: tuple[int | None, Sequence[int]]
) -> Column:
    page, nodes = shown
    words = entry.view.words
    same = "" if entry is first else words("compare.never_differs")
    n = _differing(first, entry)
    return Column(
        letter=entry.letter,
        title=entry.title,
        href=entry.href,
        policy=policy_text(entry.view),
        setup=setup_text(entry),
        changes=() if entry is first else changes_from(first.view, entry.view),
        region=entry.region[0] if entry.region else None,
        differs_at=differs_at,
        differing=n,
        differs=same if differs_at is None else _differs(differs_at, n, words),
        reason=reason(entry, page or 0),
        runs=page_text(nodes, words),
        cells=" ".join("." if node < 0 else str(node) for node in nodes),
    )


def _differing(first: Entry, other: Entry) -> int | None:
    """Pages on another node than in the first, of those that both have."""
    if first.region is None or other.region is None:
        return 0
    return differing_pages(first.region[1], other.region[1])


def _differs(page: int, n: int | None, words: Words) -> str:
    """From which page on it differs, and in how many; pages that one lacks are not counted."""
    told = words("compare.differs_at", page=text.grouped(page))
    return words("compare.differs_in", n=n, told=told, pages=text.grouped(n)) if n else told


def _sentence(entries: Sequence[Entry], page: int | None, words: Words) -> str:
    if page is not None:
        name = next(entry.region[0] for entry in entries if entry.region is not None)
        return words("compare.first_page", page=text.grouped(page), region=name)
    if all(entry.region is None for entry in entries):
        return words("compare.no_region")
    return words("compare.no_page")


def _notices(entries: Sequence[Entry], words: Words) -> tuple[str, ...]:
    """What keeps the experiments from being compared in everything."""
    told = []
    machines = {entry.view.experiment.machine.model_dump_json() for entry in entries}
    if len(machines) > 1:
        told.append(words("compare.other_machines"))
    regions = [entry.region for entry in entries if entry.region is not None]
    if len({name for name, _ in regions}) > 1:
        told.append(words("compare.other_regions"))
    if len({region.pages for _, region in regions}) > 1:
        sizes = ", ".join(
            f"{entry.letter} {text.grouped(entry.region[1].pages)}"
            for entry in entries
            if entry.region is not None
        )
        told.append(words("compare.other_sizes", sizes=sizes))
    return tuple(told)


def compare_page(
    told: Sequence[Told],
    words: Words,
    *,
    hrefs: Sequence[str] = (),
    sources: Sequence[str],
    notices: Sequence[str] = (),
    presets: Mapping[str, str],
    address: str,
) -> ComparePage:
    """The page on some experiments."""
    entries = entries_of(told, words, hrefs)
    made = compare(entries, words)
    return ComparePage(
        title=words("compare.title"),
        description=words("compare.description"),
        comparison=made,
        height=HEIGHT,
        notices=tuple(notices),
        sources=tuple(sources),
        presets=presets,
        address=address,
        boot_text=_boot_text(entries, sources, made),
    )


def unknown_page(
    wrong: Sequence[str], words: Words, *, sources: Sequence[str], presets: Mapping[str, str]
) -> UnknownPage:
    """The page on an address that names what is not there; ``sources`` can be corrected."""
    return UnknownPage(
        title=words("compare.title"), wrong=tuple(wrong), sources=tuple(sources), presets=presets
    )


def _boot_text(entries: Sequence[Entry], sources: Sequence[str], made: Comparison) -> Markup:
    """What the scripts start from, safe inside a script element of type application/json."""
    plain = {
        "experiments": [
            {
                "title": entry.title,
                "source": source,
                "experiment": entry.view.experiment.model_dump(mode="json"),
            }
            for entry, source in zip(entries, sources, strict=True)
        ],
        "answer": made.plain(),
        "modes": sorted(MODE_RULES, key=lambda mode: -MODE_RULES[mode].number),
    }
    dumped = json.dumps(plain, separators=(",", ":"), ensure_ascii=False)
    return Markup(dumped.replace("<", "\\u003c"))
