"""Pages: a template and its context, in which nothing may be missing.

A template gets two names: ``page``, the page's context, and ``t``, the words of its language, as
in ``t("frame.explore")``. Beside them stand the helpers ``static_url(name)``, ``plotly_url``,
``languages`` and ``read_only``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic_core import to_json
from starlette.responses import HTMLResponse

from app.words import ENGLISH, Words

__all__ = ("Pages", "Templates")


def _dumps(value: Any) -> str:
    return to_json(value).decode()


class Templates:
    """The templates of a folder."""

    def __init__(self, folder: Path, helpers: Mapping[str, Any]) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # What |tojson writes is safe inside a script element of type application/json.
        self._environment.policies["json.dumps_function"] = _dumps
        self._environment.policies["json.dumps_kwargs"] = {}
        self._environment.globals.update(helpers)

    def render(self, name: str, page: object, words: Words = ENGLISH) -> str:
        """The text of a page."""
        return self._environment.get_template(name).render(page=page, t=words)


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates in the language of one request."""

    templates: Templates
    words: Words

    def page(
        self,
        name: str,
        page: object,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """The page as an answer."""
        said = {"Content-Language": self.words.language, **(headers or {})}
        return HTMLResponse(self.templates.render(name, page, self.words), status, said)
