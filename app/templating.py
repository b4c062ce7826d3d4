"""Pages: a template and its context, in which nothing may be missing.

A template gets ``page``, the page's context, and ``t``, the words of its language, as in
``t("frame.explore")``; ``asked``, whether the address names the language, and ``query``, what it
asks for beside it. Helpers are ``static_url(name)``, ``plotly_url``, ``languages``, ``read_only``.

There is no cookie: a page whose address names a language hands it on to the pages it leads to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic_core import to_json
from starlette.responses import HTMLResponse

from app.words import ENGLISH, Words

__all__ = ("Pages", "Templates")

_LINK: Final = re.compile(
    r'href="(/(?:x/[a-z0-9]+(?:/lineage)?|compare|gallery|interfaces|import|model|api/docs)?)'
    r'(\?(?:(?!lang=)[^"#])*)?(#[^"]*)?"'
)
"""A link to a page of ours that names no language; quotes of what people wrote are escaped."""


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

    def render(self, name: str, page: object, words: Words = ENGLISH, **more: object) -> str:
        """The text of a page; ``more`` are the names that a request brings."""
        known = {"query": "", "asked": False} | more
        return self._environment.get_template(name).render(page=page, t=words, **known)


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates in the language of one request.

    ``asked`` tells whether the address names the language; ``query`` is what else it asks for.
    """

    templates: Templates
    words: Words
    asked: bool = False
    query: str = ""

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
        html = self.templates.render(name, page, self.words, query=self.query, asked=self.asked)
        return HTMLResponse(self._led_on(html) if self.asked else html, status, said)

    def _led_on(self, html: str) -> str:
        """The page, its links to other pages in the language that was asked for."""

        def led(link: re.Match[str]) -> str:
            path, query, fragment = link.groups("")
            joined = f"{query}&amp;" if query else "?"
            return f'href="{path}{joined}lang={self.words.language}{fragment}"'

        return _LINK.sub(led, html)
