"""The pages: complete HTML, usable without scripts. GETs read, POSTs store or show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.apidocs import api_docs_page
from app.deps import CatalogDep, DraftsDep, FormDep, PagesDep, RunsDep, joined
from app.errors import UnknownError
from app.present.importing import Review, import_page, open_questions
from app.present.moments import NO_MOMENTS, Moments, moments_of
from app.present.state import NOTHING_CHOSEN, ViewState
from app.present.text import joined as joined_words
from app.present.workbench import PresetChoice, workbench_page
from app.routers.common import FRESH, preset_choices
from app.services.catalog import DEFAULT, Catalog
from app.services.comparing import source_of
from app.services.edits import edited, moment_in, unlike
from app.services.importing import MAX_TEXTS, ImportRequest, TextItem, import_text
from app.services.run import Runs
from app.services.viewing import Viewed, looked_at
from app.templating import Pages
from app.words import Words
from simcore.errors import Problem, SpecError
from simcore.spec import Experiment, decode, parse_json

__all__ = ("router",)

router = APIRouter(include_in_schema=False)


def _workbench(
    pages: Pages,
    runs: Runs,
    experiment: Experiment,
    *,
    presets: list[PresetChoice],
    source: str = "",
    notices: tuple[str, ...] = (),
    state: ViewState = NOTHING_CHOSEN,
    moments: Moments = NO_MOMENTS,
) -> Response:
    """The workbench on an experiment that is not stored."""
    view = looked_at(Viewed(experiment, state), runs.remembered, pages.words)
    page = workbench_page(
        experiment,
        view.end.result,
        presets=presets,
        source=source,
        notices=notices,
        state=state,
        moments=moments,
        words=pages.words,
        shown=(view.experiment, view.result) if view.early else None,
    )
    return pages.page("pages/workbench.html", page, headers=FRESH)


@router.get("/")
def get_workbench(
    request: Request, catalog: CatalogDep, runs: RunsDep, pages: PagesDep
) -> Response:
    """A preset, changed by what the address says; what it says wrong is a notice.

    A preset that nothing changes opens as its view says, or at the moment that is named.
    """
    wanted = joined(request.query_params.multi_items())
    wanted.pop("lang", None)
    name, moment = wanted.pop("preset", "") or DEFAULT, wanted.pop("moment", "")
    notices: tuple[str, ...] = ()
    try:
        preset = catalog.preset(name)
    except UnknownError as error:
        preset, notices = catalog.preset(DEFAULT), (str(error),)
    of = wanted.pop("of", name)
    if of != name:  # the form's other fields still describe the machine that it showed
        notices += _left(catalog, of, wanted, pages.words)
        wanted = {}
    experiment, more = edited(preset.experiment, wanted)
    notices += more
    state = NOTHING_CHOSEN if wanted else preset.view  # who sends the form wants the answer
    if moment:
        state, more = moment_in(moment, state)
        notices += more
    return _workbench(
        pages,
        runs,
        experiment,
        presets=preset_choices(catalog, pages.words, preset.name),
        source=source_of(preset.name, wanted),
        notices=notices,
        state=state,
        moments=moments_of(
            experiment, state.moment, {"preset": preset.name, **wanted}, pages.words
        ),
    )


def _left(catalog: Catalog, of: str, wanted: Mapping[str, str], words: Words) -> tuple[str, ...]:
    """What was changed in the form beside the preset and is not taken over."""
    try:
        changed = unlike(catalog.preset(of).experiment, wanted)
    except UnknownError:
        return ()
    rooms = dict.fromkeys(_FIELDS[each] for each in changed if each in _FIELDS)
    fields = [words(f"policy.{each}") for each in rooms]
    return (words("workbench.not_taken", fields=joined_words(fields, words)),) if fields else ()


_FIELDS: Final = MappingProxyType(
    {
        "mode": "mode",
        "kernel": "kernel",
        "nodes": "nodes_and_weights",
        "w": "nodes_and_weights",
        "pages": "pages",
    }
)
"""What the form's fields are called, by their names in the address."""


@router.get("/d/{draft_id}")
def get_draft_page(
    draft_id: str, drafts: DraftsDep, *, catalog: CatalogDep, runs: RunsDep, pages: PagesDep
) -> Response:
    """The workbench for a draft; its scripts ask for it with the token that only they see."""
    drafts.look(draft_id)
    experiment = catalog.preset(DEFAULT).experiment
    page = workbench_page(
        experiment,
        runs.remembered(experiment),
        presets=preset_choices(catalog, pages.words),
        draft=draft_id,
        words=pages.words,
    )
    return pages.page("pages/workbench.html", page, headers={"Cache-Control": "no-store"})


@router.post("/")
def post_workbench(form: FormDep, catalog: CatalogDep, runs: RunsDep, pages: PagesDep) -> Response:
    """The experiment in the form, changed by the form's other fields; nothing is stored."""
    wanted = dict(form)
    text, chosen = wanted.pop("experiment", ""), wanted.pop("preset", "")
    if chosen:
        return pages.sent_on(f"/?preset={quote(chosen)}")
    experiment, notices = edited(decode(parse_json(text)), wanted)
    choices = preset_choices(catalog, pages.words)
    return _workbench(pages, runs, experiment, presets=choices, notices=notices)


@router.get("/import")
async def get_import(pages: PagesDep) -> Response:
    """An empty paste box."""
    return _import_page(pages)


@router.post("/import")
def post_import(form: FormDep, catalog: CatalogDep, runs: RunsDep, pages: PagesDep) -> Response:
    """Pasted texts: a review of what they say, then the workbench; nothing is stored."""
    texts = _texts_of(form)
    kinds = _named(form, "kind-")
    left = {node: kind for node, kind in _named(form, "likely-").items() if kinds.get(node) == kind}
    boxes = [*texts, ""] if "more" in form else texts
    if not texts:
        said = "" if "more" in form else pages.words("import.nothing_yet")
        return _import_page(pages, boxes=[*boxes, ""], kinds=kinds, said=said)
    try:
        came = import_text(
            ImportRequest(
                texts=[TextItem(text=text) for text in texts],
                kinds={node: kind for node, kind in kinds.items() if node not in left},
                free_now="free_now" in form,
                take_proposals=True,
                all_sockets="all_sockets" in form,
            )
        )
    except SpecError as error:
        return _import_page(pages, boxes=boxes, kinds=kinds, problems=error.problems)
    if came.experiment is None or "use" not in form:
        review = Review(
            asks=came.asked,
            taken=came.taken,
            notes=came.notes,
            cells=came.cells,
            holes=came.holes,
            removed=came.removed,
            usable=came.facts.usable,
            told_free=any(node.used_mib for node in came.facts.nodes),
            free_now="free_now" in form,
            several_sockets=sum(1 for node in came.facts.nodes if node.cpus) > 1,
            all_sockets="all_sockets" in form,
        )
        said = open_questions(came.asks, pages.words) if "use" in form else ""
        return _import_page(pages, boxes=boxes, kinds=kinds, review=review, said=said)
    told = [f"{note.kind}: {note.text}" for note in came.notes if note.kind != "used"]
    notices = ("\n".join(told),) if told else ()
    choices = preset_choices(catalog, pages.words)
    return _workbench(pages, runs, came.experiment, presets=choices, notices=notices)


def _named(form: Mapping[str, str], prefix: str) -> dict[str, str]:
    """The form's fields of nodes, by node."""
    return {
        name.removeprefix(prefix): value
        for name, value in form.items()
        if name[: len(prefix)] == prefix
    }


def _texts_of(form: Mapping[str, str]) -> list[str]:
    """All texts of the form, boxes in their order, then the file."""
    names = sorted(
        (name for name in form if re.fullmatch(r"text-[1-9][0-9]?", name)),
        key=lambda name: int(name[5:]),
    )
    found = [form[name] for name in ("text", *names, "file") if form.get(name, "").strip()]
    return found[:MAX_TEXTS]


def _import_page(
    pages: Pages,
    *,
    boxes: Sequence[str] = (),
    kinds: Mapping[str, str] = MappingProxyType({}),
    review: Review | None = None,
    problems: Sequence[Problem] = (),
    said: str = "",
) -> Response:
    page = import_page(
        texts=boxes,
        kinds=kinds,
        review=review or Review(),
        words=pages.words,
        problems=problems,
        said=said,
    )
    status = 422 if problems or said else 200
    return pages.page("pages/import.html", page, status=status, headers=FRESH)


@router.get("/api/docs")
async def get_api_docs(request: Request, pages: PagesDep) -> Response:
    """The API for people."""
    page = api_docs_page(request.app.openapi(), str(request.base_url).rstrip("/"))
    return pages.page("pages/api_docs.html", page, headers=FRESH)
