"""The question why a page is where it is, asked of an experiment or of a system that has run."""

from __future__ import annotations

from simcore.errors import SpecError
from simcore.explain.chain import history
from simcore.explain.diary import Diary, run_watched
from simcore.explain.missing import not_present, zero_page
from simcore.explain.steps import Explanation, Page
from simcore.placement.pattern import ABSENT, ZERO
from simcore.spec.experiment import Experiment
from simcore.system import Region, System
from simcore.system.mappings import Vma

__all__ = ("explain", "explain_page")


def explain(experiment: Experiment, region: str, page: int) -> Explanation:
    """Why a page lies where it does after the last event.

    Raises SpecError when the experiment has no such region or page.
    """
    system, diary = run_watched(experiment, region, page)
    if region not in system.regions:
        raise SpecError.at("/region", f"no event maps a region {region}")
    pages = system.regions[region].pages
    if not 0 <= page < pages:
        raise SpecError.at("/page", f"must lie between 0 and {pages - 1}")
    return explain_page(system, system.regions[region], page, diary)


def explain_page(
    system: System, region: Region, page: int, diary: Diary | None = None
) -> Explanation:
    """The same in a system that has run; without a diary no earlier events are named."""
    found = region.vmas_in(page, page + 1)
    vma = found[0][0] if found else Vma(0, region.pages, region.base)
    asked = Page(region, vma, page, diary)
    segment = region.map.segment_at(page)
    if segment is None or segment.node_of(page) == ABSENT:
        return Explanation(None, tuple(not_present(system, asked, mapped=bool(found))))
    node = segment.node_of(page)
    if node == ZERO:
        return Explanation(None, (zero_page(),))
    return Explanation(node, tuple(history(system, asked, segment)))
