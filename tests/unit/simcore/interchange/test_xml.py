"""XML from strangers: read without entities, bounded, or refused."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.xml import MAX_DEPTH, MAX_ELEMENTS, MAX_XML, parse_xml

LAUGHS = '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;">]><a>&m;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY l SYSTEM "file:///etc/hostname">]><a>&l;</a>'


def test_a_document_type_is_tolerated() -> None:
    root = parse_xml('<!DOCTYPE topology SYSTEM "hwloc2.dtd"><topology><a b="c"/></topology>')

    assert root[0].get("b") == "c"


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
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
    ids=["laughs", "file", "empty", "open", "two", "NUL", "entity", "deep", "many", "long"],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(SpecError):
        parse_xml(text)
