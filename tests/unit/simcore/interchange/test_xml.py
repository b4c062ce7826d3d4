"""XML from strangers: read without entities, bounded, or refused."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.xml import MAX_DEPTH, MAX_ELEMENTS, MAX_XML, parse_xml

LAUGHS = '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;">]><a>&m;</a>'
BILLION = (
    '<!DOCTYPE a [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]><a>&l9;</a>"
)
SKIPPED = '<!DOCTYPE a SYSTEM "a.dtd"><a>&unknown;</a>'
PARAMETER = '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/hostname">%p;]><a/>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY l SYSTEM "file:///etc/hostname">]><a>&l;</a>'


def test_a_document_type_is_tolerated() -> None:
    root = parse_xml('<!DOCTYPE topology SYSTEM "hwloc2.dtd"><topology><a b="c"/></topology>')

    assert root[0].get("b") == "c"


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "klingon"])
def test_what_a_text_says_of_its_encoding_does_not_matter(encoding: str) -> None:
    root = parse_xml(f'<?xml version="1.0" encoding="{encoding}"?><a b="é"/>')

    assert root.get("b") == "é"


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        BILLION,
        SKIPPED,
        PARAMETER,
        OUTSIDE,
        "",
        "<a>",
        "<a/><b/>",
        "<a>\x00</a>",
        "<a>&unknown;</a>",
        "<a>" * (MAX_DEPTH + 1) + "</a>" * (MAX_DEPTH + 1),
        "<a>" + "<b/>" * MAX_ELEMENTS + "</a>",
        "<a>" + " " * MAX_XML + "</a>",
    ],
    ids=[
        "laughs",
        "billion",
        "skipped",
        "parameter",
        "file",
        "empty",
        "open",
        "two",
        "NUL",
        "entity",
        "deep",
        "many",
        "long",
    ],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(SpecError):
        parse_xml(text)
