import pytest

from simcore.pageranges import PageRange, pages_text, parse_pages


def test_a_single_page_is_a_range_of_one() -> None:
    (only,) = parse_pages("7")

    assert only == PageRange(7, 7)
    assert (only.count, only.low, only.high) == (1, 7, 7)


def test_a_range_going_down_starts_at_its_high_page() -> None:
    (down,) = parse_pages("9-5")

    assert (down.first, down.last, down.step) == (9, 5, -1)
    assert (down.count, down.low, down.high) == (5, 5, 9)


@pytest.mark.parametrize(
    "text, count, low, high",
    [
        ("0-9:3", 4, 0, 9),
        ("0-10:3", 4, 0, 9),
        ("0-8:3", 3, 0, 6),
        ("10-0:3", 4, 1, 10),
        ("9-0:3", 4, 0, 9),
        ("0-1:5", 1, 0, 0),
    ],
)
def test_a_step_reaches_the_last_page_that_fits(text: str, count: int, low: int, high: int) -> None:
    (pages,) = parse_pages(text)
    assert (pages.count, pages.low, pages.high) == (count, low, high)


@pytest.mark.parametrize("text", ["0", "0-5", "5-0", "0-9:3", "9-0:3", "1,0-3,3-0:2"])
def test_text_and_ranges_say_the_same(text: str) -> None:
    assert pages_text(parse_pages(text)) == text


def test_text_is_shortened_when_written() -> None:
    assert pages_text(parse_pages(" 3-3 , 0-4:1 , 007 ")) == "3,0-4,7"


@pytest.mark.parametrize("text", ["", " ", ",", "1,", "a", "-1", "1-2-3", "0-4:", "0:2", "\u0663"])
def test_what_is_no_page_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no page|at least one page"):
        parse_pages(text)


def test_a_step_of_zero_is_refused_and_of_one_is_not() -> None:
    assert parse_pages("0-4:1") == parse_pages("0-4")
    with pytest.raises(ValueError, match="must not be zero"):
        parse_pages("0-4:0")
