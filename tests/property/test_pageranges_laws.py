from hypothesis import given
from hypothesis import strategies as st

from simcore.pageranges import pages_text, parse_pages
from tests.oracle import slow
from tests.property.strategies import page_lists


@given(page_lists(60))
def test_a_page_list_knows_its_pages_without_walking_them(text: str) -> None:
    for part, pages in zip(text.split(","), parse_pages(text), strict=True):
        walked = list(slow.touch_order(part))
        assert (pages.count, pages.first) == (len(walked), walked[0])
        assert (pages.low, pages.high) == (min(walked), max(walked))


@given(page_lists(60))
def test_written_text_touches_the_same_pages_in_the_same_order(text: str) -> None:
    written = pages_text(parse_pages(text))

    assert list(slow.touch_order(written)) == list(slow.touch_order(text))
    assert pages_text(parse_pages(written)) == written


def pages_named(text: str) -> int:
    """How many parts a text has as a page list; 0 when it is refused."""
    try:
        return len(parse_pages(text))
    except ValueError:
        return 0


@given(st.text(max_size=12) | st.text("0123456789-:, ", max_size=12))
def test_any_text_is_a_page_list_or_refused_as_none(text: str) -> None:
    assert pages_named(text) in {0, text.count(",") + 1}
