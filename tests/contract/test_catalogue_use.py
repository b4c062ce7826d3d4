"""The catalogue and its users agree: no word without a user, no user without a word, no text
that people read outside the catalogue.
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

from app.words import ENGLISH

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
SOURCES = (*ROOT.glob("app/**/*.py"), *TEMPLATES.rglob("*.html"), *ROOT.glob("static/js/**/*.js"))

BY_OTHER_MEANS = (
    r"notes\.\w+",  # patterns that recognise the engine's notes
    r"advised\.(auto|plain)_(equal|below)",  # a rival that is as good as the best, or below it
    r"advice\.ends_\d+",  # numbers of signals
    r"compare\.change_\w+",  # what kind of part changed, and how
    r"explain\.((shared|VMA|task|no)_policy|page_cache)",  # sources of a policy, with a space
    r"explain\.in_object(_private)?",  # by kind of mapping
    r"explain\.moved_(cpuset|migrate_pages|move_pages)",  # by op
    r"explain\.index_(inode|place)(_units)?",  # what the index counts, and in which units
    r"import\.removed_\w+",  # kinds of what is taken out of a text, with spaces in the rules
    r"vocabulary\.field_\w+",  # fields of the ops, held by the tests of the vocabulary
)
"""Words whose key is put together in a way that the search below does not see."""

NAMES = {"ilx", "JSON", "A", "B", "C", "D"}
"""Words that are written alike in every language."""

WITHOUT_CATALOGUE = {
    "pages/api_docs.html": "the API is described in English and marked so",
}

EXPRESSION = re.compile(
    r"\{% block (?:name|data|compared) %\}.*?\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
"""What is not text in a template: comments, expressions, and three blocks of names."""

READ_ATTRIBUTES = {"aria-label", "title", "placeholder", "alt"}


@cache
def source() -> str:
    return "\n".join(path.read_text() for path in SOURCES)


@cache
def quoted() -> frozenset[str]:
    """Every text in quotes that may be a part of a key."""
    core = "\n".join(path.read_text() for path in ROOT.glob("simcore/**/*.py"))
    return frozenset(re.findall(r"""["'`]([\w.-]+)["'`]""", source() + core)) | bare_names()


def bare_names() -> frozenset[str]:
    """Names of object members in scripts: they may be a part of a key, too."""
    scripts = "\n".join(path.read_text() for path in ROOT.glob("static/js/**/*.js"))
    return frozenset(re.findall(r"\b(\w+):", scripts))


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Keys with a part that is filled in: f"room.{name}", `room.${name}`, "room.pre_" ~ name."""
    written = re.findall(r"""["'`]([a-z]+\.[\w{}$.()\[\]-]*\{[^"'`]*)["'`]""", source())
    joined = re.findall(r"""["']([a-z]+\.\w*)["'] [~+] """, source())
    parts = [re.split(r"\$?\{[^}]*\}", text) for text in written] + [[text, ""] for text in joined]
    return tuple(re.compile("([\\w.-]+)".join(map(re.escape, each))) for each in parts)


def is_used(key: str) -> bool:
    if key in quoted() or any(re.fullmatch(other, key) for other in BY_OTHER_MEANS):
        return True
    found = (pattern.fullmatch(key) for pattern in patterns())
    return any(match and quoted().issuperset(match.groups()) for match in found)


def test_every_word_is_said_somewhere() -> None:
    assert [key for key in ENGLISH.entries if not is_used(key)] == []


def test_every_word_that_is_asked_for_is_there() -> None:
    asked = re.findall(r"""\b(?:t|say|words|_words)\(\s*["'`]([a-z_]+\.[\w.-]+)["'`]""", source())
    assert len(asked) > 300
    whole = {key for key in asked if key[-1] not in "._"} - {"room.name"}
    assert {key for key in whole if not ENGLISH.has(key)} == set()


class Read(HTMLParser):
    """Collects what people read of a template whose expressions have been taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("code", "pre", "script")
        self.texts += [value or "" for name, value in attrs if name in READ_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("code", "pre", "script")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def templates() -> list[str]:
    names = [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.html"))]
    return [name for name in names if name not in WITHOUT_CATALOGUE]


@pytest.mark.parametrize("name", templates())
def test_a_template_holds_no_text_of_its_own(name: str) -> None:
    text = (TEMPLATES / name).read_text()
    reader = Read()
    reader.feed(EXPRESSION.sub(" ", text))
    words = {word for part in reader.texts for word in re.findall(r"[A-Za-zÄÖÜäöüß]{2,}", part)}
    assert words <= NAMES


@pytest.mark.parametrize("name", templates())
def test_an_expression_of_a_template_holds_no_sentence(name: str) -> None:
    tokens = Environment(autoescape=True).lex((TEMPLATES / name).read_text())
    strings = [value[1:-1] for _, kind, value in tokens if kind == "string"]
    assert [text for text in strings if re.search(r"[A-Za-z]+ [A-Za-z]+", text)] == []


def test_only_whole_paragraphs_of_ours_bear_markup() -> None:
    """A word with an element in it is shown as it is, so no value may be put into it."""
    marked = {key: str(word) for key, word in ENGLISH.entries.items() if "<" in str(word)}
    assert {key.partition(".")[0] for key in marked} <= {"model", "frame"}
    assert not any("{" in word for word in marked.values())


@pytest.mark.parametrize("file", sorted(ROOT.glob("app/lang/**/*.json")), ids=lambda f: f.stem)
def test_no_line_breaks_between_a_number_and_its_per_cent(file: Path) -> None:
    assert not re.findall(r"[\d}] %", file.read_text())
