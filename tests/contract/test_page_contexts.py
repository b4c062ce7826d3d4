"""A page's context and its template name the same fields: nothing is missing, nothing idle."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

from app.errors import ErrorPage
from app.present.comparing.page import ComparePage, UnknownPage
from app.present.embedding.page import EmbedPage
from app.present.gallery import GalleryPage
from app.present.importing import ImportPage
from app.present.model_card import ModelPage
from app.present.static_site import StaticIndex, StaticShare
from app.present.workbench import WorkbenchPage

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = {
    "pages/workbench.html": WorkbenchPage,
    "pages/compare.html": ComparePage,
    "pages/compare_unknown.html": UnknownPage,
    "pages/embed.html": EmbedPage,
    "pages/gallery.html": GalleryPage,
    "pages/import.html": ImportPage,
    "pages/model.html": ModelPage,
    "pages/error.html": ErrorPage,
    "pages/static_share.html": StaticShare,
    "pages/static_index.html": StaticIndex,
}


def named_fields(template: str) -> set[str]:
    """Fields of ``page`` that a template, its parts or the frame around it name."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    named: set[str] = set()
    waiting = [template, "base.html"]
    while waiting:
        tree = environment.parse((TEMPLATES / waiting.pop()).read_text())
        waiting += [part.template.value for part in tree.find_all(nodes.Include)]
        named |= {
            found.attr
            for found in tree.find_all(nodes.Getattr)
            if isinstance(found.node, nodes.Name) and found.node.name == "page"
        }
    return named


@pytest.mark.parametrize("template", PAGES)
def test_a_template_names_exactly_the_fields_of_its_context(template: str) -> None:
    declared = {field.name for field in fields(PAGES[template])}
    idle_here = {"status"} if template == "pages/error.html" else set()
    assert named_fields(template) == declared - idle_here


def test_no_template_holds_a_script_of_its_own() -> None:
    for path in TEMPLATES.rglob("*.html"):
        for tag in path.read_text().split("<script")[1:]:
            opening = tag.split(">", 1)[0]
            assert "src=" in opening or 'type="application/json"' in opening, path.name
