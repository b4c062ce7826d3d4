"""Named dependencies: what a route may ask for by its type.

All are coroutines, since FastAPI sends plain functions to a thread.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Annotated, Any

from fastapi import Depends, Request

from app.assets import Assets, PlotlyScript
from app.db.lineage import Lineage
from app.db.store import Store
from app.errors import MediaTypeError
from app.present.pictures import PICTURES
from app.present.preview import FIGURES
from app.services.catalog import Catalog
from app.services.drafting import Drafts
from app.services.importing import ImportRequest, read_import
from app.services.run import Runs
from app.templating import Pages
from app.web.security import body_limit
from app.words import Words, spoken
from simcore.errors import SpecError
from simcore.spec import parse_json

__all__ = (
    "AssetsDep",
    "CatalogDep",
    "DraftsDep",
    "FiguresDep",
    "FormDep",
    "ImportDep",
    "JsonBodyDep",
    "LineageDep",
    "PagesDep",
    "PicturesDep",
    "PlotlyDep",
    "RunsDep",
    "StoreDep",
    "WordsDep",
    "joined",
    "media_type",
)


def _held(name: str) -> Callable[[Request], Awaitable[Any]]:
    """Gives what the application holds under a name (``app.state``, filled in main)."""

    async def held(request: Request) -> Any:
        return getattr(request.app.state, name)

    return held


async def _words(request: Request) -> Words:
    return spoken(request.query_params, request.headers)


async def _pages(request: Request) -> Pages:
    return Pages.of(request)


def media_type(request: Request) -> str:
    """The kind of body that the client announces, without parameters; "" when it says nothing."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _json_body(request: Request) -> bytes:
    """The body of a request that must be JSON, unread."""
    kind = media_type(request)
    if kind not in ("", "application/json") and not kind.endswith("+json"):
        raise MediaTypeError(f"The body must be application/json, not {kind}.")
    return await request.body()


async def _import_body(request: Request) -> ImportRequest:
    """An import as JSON, or bare text with the kinds in the address: ``?kinds=0:dram,1:cxl``."""
    kind = media_type(request)
    body = await request.body()
    if kind in ("", "application/json") or kind.endswith("+json"):
        return read_import(parse_json(body))
    if kind != "text/plain":
        raise MediaTypeError(f"The body must be application/json or text/plain, not {kind}.")
    pairs = (pair.partition(":") for pair in request.query_params.get("kinds", "").split(","))
    kinds = {node.strip(): name.strip() for node, _, name in pairs if node.strip()}
    return read_import({"text": _text(body), "kinds": kinds})


async def _figures(request: Request) -> frozenset[str]:
    """The figures that ``?figures=`` names, joined by commas; all when it is not there."""
    return _listed(request, "figures", FIGURES, FIGURES)


async def _pictures(request: Request) -> frozenset[str]:
    """The pictures that ``?pictures=`` names; none when it is not there."""
    return _listed(request, "pictures", PICTURES, ())


def _listed(
    request: Request, name: str, known: Iterable[str], otherwise: Iterable[str]
) -> frozenset[str]:
    asked = request.query_params.get(name)
    names = frozenset(otherwise if asked is None else filter(None, asked.split(",")))
    if unknown := sorted(names.difference(known)):
        told = f"names {unknown[0][:40]!r}; there are {', '.join(known)}"
        raise SpecError.at(f"/query/{name}", told)
    return names


async def _form(request: Request) -> Mapping[str, str]:
    """A form's fields; a field given more than once is joined by commas, a file is read."""
    kind = media_type(request)
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise MediaTypeError("The body must be a form.")
    async with request.form(max_part_size=body_limit(request.url.path)) as form:
        return joined(
            [
                (name, value if isinstance(value, str) else _text(await value.read()))
                for name, value in form.multi_items()
            ]
        )


def joined(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Fields by name; a field given more than once is joined by commas."""
    fields: dict[str, list[str]] = {}
    for name, text in items:
        fields.setdefault(name, []).append(text)
    return {name: ",".join(texts) for name, texts in fields.items()}


def _text(file: bytes) -> str:
    return file.decode(errors="replace")


StoreDep = Annotated[Store, Depends(_held("store"))]
DraftsDep = Annotated[Drafts, Depends(_held("drafts"))]
LineageDep = Annotated[Lineage, Depends(_held("lineage"))]
RunsDep = Annotated[Runs, Depends(_held("runs"))]
CatalogDep = Annotated[Catalog, Depends(_held("catalog"))]
PagesDep = Annotated[Pages, Depends(_pages)]
AssetsDep = Annotated[Assets, Depends(_held("assets"))]
PlotlyDep = Annotated[PlotlyScript, Depends(_held("plotly"))]
JsonBodyDep = Annotated[bytes, Depends(_json_body)]
ImportDep = Annotated[ImportRequest, Depends(_import_body)]
WordsDep = Annotated[Words, Depends(_words)]
FiguresDep = Annotated[frozenset[str], Depends(_figures)]
PicturesDep = Annotated[frozenset[str], Depends(_pictures)]
FormDep = Annotated[Mapping[str, str], Depends(_form)]
