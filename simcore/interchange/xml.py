"""XML from strangers: a tree of elements, or a refusal. No entity is ever expanded."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from simcore.errors import SpecError

__all__ = ("MAX_DEPTH", "MAX_ELEMENTS", "MAX_XML", "parse_xml")

MAX_XML: Final = 4 * 1024 * 1024
MAX_ELEMENTS: Final = 100_000
MAX_DEPTH: Final = 100


def parse_xml(text: str) -> Element:
    """The root of a document. Raises SpecError for what is no XML, too big, or has entities."""
    if len(text) > MAX_XML:
        raise SpecError.at("/text", f"is too long: {MAX_XML} characters of XML are read at most")
    try:
        return _parse(text)
    except expat.ExpatError as error:
        rule = f"line {error.lineno}: is no whole XML: {expat.ErrorString(error.code)}"
        raise SpecError.at("/text", rule) from None


def _parse(text: str) -> Element:
    parser, builder = expat.ParserCreate("utf-8"), TreeBuilder()  # whatever the text declares
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            rule = f"line {parser.CurrentLineNumber}: has too many or too deep elements"
            raise SpecError.at("/text", rule)
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    def entity(*_: object) -> None:
        rule = f"line {parser.CurrentLineNumber}: defines or uses entities, which are not read"
        raise SpecError.at("/text", rule)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = parser.SkippedEntityHandler = entity
    parser.Parse(text.encode("utf-8", "replace"), True)
    return builder.close()
