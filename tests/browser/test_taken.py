"""Figures and tables are taken away as files, in a real browser."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_results import plain
from tests.browser.test_workbench import cells, until

pytestmark = pytest.mark.browser


def taken(page: Page, figure: str, kind: str, folder: Path) -> bytes:
    with page.expect_download() as download:
        page.locator(f"[data-takes={figure}] [data-take={kind}]").click()
    name = download.value.suggested_filename
    assert re.fullmatch(rf"ilx-[0-9a-f]{{12}}-{figure}\.{kind}", name)
    download.value.save_as(folder / name)
    return (folder / name).read_bytes()


ABOUT = {
    "bandwidth": ["GB/s", "the pale band is for 8 to 16 cache lines"],
    "distribution": ["Every node holds what"],
    "strip": ["32", "node 1"],
    "machine": [],
}


@pytest.mark.parametrize("figure", ["bandwidth", "distribution", "strip", "machine"])
def test_every_figure_is_taken_as_png_and_svg(visit: Open, tmp_path: Path, figure: str) -> None:
    page = visit("/")
    until(page, "document.querySelectorAll('.js-plotly-plot').length === 2")
    assert taken(page, figure, "png", tmp_path).startswith(b"\x89PNG\r\n\x1a\n")
    picture = ElementTree.fromstring(taken(page, figure, "svg", tmp_path))
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(list(picture.iter())) > 10
    words = " ".join(picture.itertext())
    card = "[aria-labelledby=machine-title]" if figure == "machine" else f"#{figure}-card"
    assert page.locator(f"{card} h2").first.evaluate("h => h.firstChild.data.trim()") in words
    for said in ABOUT[figure]:
        assert said in words


def test_figures_of_advice_are_taken_as_long_as_they_are_about_the_draft(
    visit: Open, tmp_path: Path
) -> None:
    page = visit("/")
    until(page, "document.querySelectorAll('.js-plotly-plot').length === 2")
    page.locator("#find-best").click()
    expect(page.locator("[data-takes=room] [data-take=csv]")).to_be_visible()

    picture = ElementTree.fromstring(taken(page, "room", "svg", tmp_path))
    table = taken(page, "room", "csv", tmp_path).decode()

    title = page.locator("figure:has([data-takes=room]) h2").inner_text()
    assert title in " ".join(picture.itertext())
    assert "%" not in table.partition("\r\n")[2]
    page.locator("#mode").select_option("bind")
    expect(page.locator("[data-takes=room]")).to_be_hidden()


@pytest.mark.parametrize(
    "figure,table",
    [("bandwidth", "bandwidth"), ("distribution", "distribution"), ("strip", "runs")],
)
def test_the_csv_holds_the_numbers_behind_what_the_table_shows(
    visit: Open, tmp_path: Path, figure: str, table: str
) -> None:
    page = visit("/")
    page.locator(f"#{figure}-card details > summary").click()
    read = list(csv.reader(io.StringIO(taken(page, figure, "csv", tmp_path).decode())))
    shown = [[bare(cell) for cell in row] for row in cells(page, table)]
    assert len(read[1:]) == len(shown)
    for exact, rounded in zip(read[1:], shown, strict=True):
        assert exact[0] == rounded[0]
        for number, text in zip(exact[1:], rounded[1:], strict=True):
            assert number == text or float(number) == pytest.approx(float(text), rel=0.01)
    heads = page.locator(f"[data-table={table}] th").all_inner_texts()
    assert [head.removesuffix(" (%)") for head in read[0]] == heads


def bare(cell: str) -> str:
    """As a program reads it: numbers without groups and units, ranges with a hyphen."""
    return re.sub(r"(?<=\d)–(?=\d)", "-", plain(cell).removesuffix("%"))
