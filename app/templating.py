"""Pages: a template and its context, in which nothing may be missing.

A template gets one name, ``page``, which is the page's context; beside it stand the helpers
``static_url(name)`` and ``plotly_url``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic_core import to_json
from starlette.responses import HTMLResponse

__all__ = ("Templates",)


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

    def render(self, name: str, page: object) -> str:
        """The text of a page."""
        return self._environment.get_template(name).render(page=page)

    def page(
        self,
        name: str,
        page: object,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """The page as an answer."""
        return HTMLResponse(self.render(name, page), status, headers)
