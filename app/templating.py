"""Pages: a template and its context, in which nothing may be missing.

A template gets ``page``, the page's context, and ``t``, the words of its language, as in
``t("frame.explore")``; and ``query``, what the address asks for beside the language. Helpers are
``static_url(name)``, ``plotly_url``, ``languages``, ``read_only``.

There is no cookie: a page whose address names a language hands it on to the pages it leads to, by
its links, its forms and where it sends a form on to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from app.words import ENGLISH, Words, spoken

__all__ = ("Pages", "Templates")

_LINK: Final = re.compile(
    r'href="(/(?:x/[a-z0-9]+(?:/lineage)?|compare|gallery|interfaces|import|model|api/docs)?)'
    r'(\?(?:(?!lang=)[^"#])*)?(#[^"]*)?"'
)
"""A link to a page of ours that names no language; quotes of what people wrote are escaped."""

_FORM: Final = re.compile(r'(<form [^>]*?method="(get|post)" action="[^"?]*)("[^>]*>)')
"""A form of ours up to the end of its action's path, its method, and the rest of the tag."""


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
        known = {"query": ""} | more
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

    @classmethod
    def of(cls, request: Request) -> Pages:
        """Those for whoever asks."""
        asked = [*request.query_params.multi_items()]
        words = spoken(request.query_params, request.headers)
        rest = urlencode([(name, text) for name, text in asked if name != "lang"])
        return cls(request.app.state.templates, words, ("lang", words.language) in asked, rest)

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
        html = self.templates.render(name, page, self.words, query=self.query)
        return HTMLResponse(self._led_on(html) if self.asked else html, status, said)

    def sent_on(self, path: str) -> RedirectResponse:
        """Where a form leads: another page of ours, got anew."""
        lang = f"{'&' if '?' in path else '?'}lang={self.words.language}" if self.asked else ""
        return RedirectResponse(path + lang, status_code=303)

    def _led_on(self, html: str) -> str:
        """The page, its links and forms to other pages in the language that was asked for.

        A form that is got takes nothing but its fields along, one that is posted its address.
        """
        language = self.words.language

        def formed(form: re.Match[str]) -> str:
            action, method, rest = form.groups()
            if method == "post":
                return f"{action}?lang={language}{rest}"
            return f'{action}{rest}<input type="hidden" name="lang" value="{language}">'

        def led(link: re.Match[str]) -> str:
            path, query, fragment = link.groups("")
            joined = f"{query}&amp;" if query else "?"
            return f'href="{path}{joined}lang={language}{fragment}"'

        return _FORM.sub(formed, _LINK.sub(led, html))
