"""Taking it home: tabs by keyboard, texts of the draft, files, without scripts, on paper."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.test_files import drop
from tests.browser.test_share import save
from tests.browser.test_workbench import set_weight
from tests.build import default_experiment, edited

pytestmark = pytest.mark.browser


def tab(page: Page, name: str) -> None:
    page.locator(f"#home-tab-{name}").click()


def test_arrow_keys_walk_the_tabs_and_show_their_texts(visit: Open) -> None:
    page = visit("/")
    page.locator("#home-tab-numactl").focus()
    page.keyboard.press("ArrowRight")

    expect(page.locator("#home-tab-sysfs")).to_be_focused()
    expect(page.locator("#home-tab-sysfs")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#home-tab-numactl")).to_have_attribute("tabindex", "-1")
    expect(page.locator("[data-text]")).to_contain_text("echo 9 > $W/node0")
    page.keyboard.press("End")
    expect(page.locator("#home-tab-json")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#home-tab-numactl")).to_be_focused()
    expect(page.locator("[data-commands]")).to_be_visible()
    expect(page.locator("#home-text")).to_be_hidden()


def test_an_open_text_follows_the_draft(visit: Open) -> None:
    page = visit("/")
    tab(page, "libnuma")
    expect(page.locator("[data-text]")).to_contain_text("echo 9 > $W/node0")

    set_weight(page, 0, 5)

    expect(page.locator("[data-text]")).to_contain_text("echo 5 > $W/node0")
    expect(page.locator("[data-policy]")).to_contain_text("weights 5:1")
    tab(page, "numactl")
    expect(page.locator("[data-commands]")).to_contain_text("echo 5 > $W/node0")


def test_what_is_copied_and_what_is_saved_is_what_is_shown(visit: Open, tmp_path: Path) -> None:
    page = visit("/")
    tab(page, "notebook")
    expect(page.locator("[data-text]")).to_contain_text("nbformat")

    page.locator("#copy-commands").click()
    expect(page.locator("#copy-commands")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Download experiment.ipynb").click()
    saving.value.save_as(tmp_path / "book.ipynb")

    assert saving.value.suggested_filename == "experiment.ipynb"
    assert json.loads(copied) == json.loads((tmp_path / "book.ipynb").read_text())


def test_a_file_leads_back_to_the_draft_it_was_made_of(visit: Open) -> None:
    page = visit("/")
    set_weight(page, 0, 5)
    tab(page, "report")
    expect(page.locator("[data-text]")).to_contain_text("/#s=1.")
    found = re.search(r"\[1\]: <(http[^>]+)>", page.locator("[data-text]").inner_text())
    assert found is not None

    again = visit(found[1].partition(str(page.url).split("/", 3)[2])[2])

    expect(again.locator("[data-policy]")).to_contain_text("weights 5:1")


def test_when_the_server_refuses_the_last_text_stays_and_says_so(visit: Open) -> None:
    page = visit("/", refusals=True)
    tab(page, "sysfs")
    expect(page.locator("[data-text]")).to_contain_text("node0")
    page.route("**/api/v1/export/*", lambda route: route.fulfill(status=503, body="{}"))

    set_weight(page, 0, 5)

    expect(page.locator("#home-note")).to_contain_text("from before the last edit")
    expect(page.locator("[data-text]")).to_contain_text("echo 9 > $W/node0")


@pytest.mark.parametrize("name", ["numactl", "systemd"])
def test_while_the_server_is_gone_every_tab_is_stale_and_afterwards_none(
    visit: Open, name: str
) -> None:
    page = visit("/", refusals=True)
    tab(page, name)
    shown = page.locator("[data-commands], [data-text]").locator("visible=true")
    expect(shown).to_contain_text("weighted")
    page.context.set_offline(True)

    page.locator("#mode").select_option("bind")

    expect(page.locator("#home-note")).to_contain_text("from before the last edit")
    expect(page.locator("#home-note")).not_to_contain_text("fetch")
    page.context.set_offline(False)
    expect(page.locator("#home-note")).to_have_text("")
    expect(shown).to_contain_text("bind")


def test_a_tab_that_was_opened_without_a_server_is_written_as_soon_as_it_answers(
    visit: Open,
) -> None:
    page = visit("/", refusals=True)
    page.context.set_offline(True)
    tab(page, "sysfs")
    expect(page.locator("#home-note")).to_have_text(
        "The server does not answer; it is asked again."
    )

    page.context.set_offline(False)

    expect(page.locator("[data-text]")).to_contain_text("echo 9 > $W/node0")
    expect(page.locator("#home-note")).to_have_text("")


def downloaded(page: Page, folder: Path) -> str:
    """The file that the button saves."""
    with page.expect_download() as saving:
        page.locator("#download-text").click()
    path = folder / saving.value.suggested_filename
    saving.value.save_as(path)
    return path.read_text()


def test_a_file_is_of_the_draft_however_soon_it_is_asked_for(visit: Open, tmp_path: Path) -> None:
    page = visit("/")
    tab(page, "json")
    expect(page.locator("[data-text]")).to_contain_text('"0":9')

    page.locator("[data-node='0'] .amount").fill("27")

    assert json.loads(downloaded(page, tmp_path))["sysfs"]["weights"]["0"] == 27


def test_without_an_answer_no_file_is_saved_and_the_page_says_so(visit: Open) -> None:
    page = visit("/", refusals=True)
    saved: list[str] = []
    page.on("download", lambda made: saved.append(made.suggested_filename))
    page.context.set_offline(True)
    tab(page, "report")
    expect(page.locator("#home-note")).to_contain_text("it is asked again")

    page.locator("#download-text").click()

    expect(page.locator("#home-note")).to_contain_text("report.md was not saved.")
    page.wait_for_timeout(100)
    page.context.set_offline(False)
    expect(page.locator("[data-text]")).to_contain_text("# ")
    expect(page.locator("#home-note")).to_have_text("")
    assert saved == []


def test_a_draft_that_is_refused_is_no_file(visit: Open) -> None:
    page = visit("/", refusals=True)
    tab(page, "json")
    page.locator("#as-json > summary").click()
    page.locator("#json").fill(json.dumps(edited(default_experiment(), "/sysfs/weights/0", 0)))
    expect(page.locator("#problems")).to_be_visible()
    tab(page, "report")
    tab(page, "json")
    saved: list[str] = []
    page.on("download", lambda made: saved.append(made.suggested_filename))

    page.locator("#download-text").click()

    expect(page.locator("#home-note")).to_contain_text("experiment.json was not saved.")
    assert saved == []


def test_the_json_of_a_draft_opens_as_the_same_draft(visit: Open, tmp_path: Path) -> None:
    link = save(visit("/"), "origin")
    page = visit("/x/" + link.rpartition("/")[2])
    page.locator("#events-card .event").first.get_by_role("checkbox").uncheck()
    tab(page, "json")
    expect(page.locator("[data-text]")).to_contain_text('"off"')
    text = downloaded(page, tmp_path)

    assert json.loads(text)["parent"] == link.rpartition("/")[2]
    other = visit("/")
    drop(other, "experiment.json", text.encode())
    expect(other.locator("#said")).to_contain_text("experiment.json")
    expect(other.locator("#events-card .event")).to_have_count(3)
    expect(other.locator("#events-card .event").first.get_by_role("checkbox")).not_to_be_checked()


def test_the_commands_are_pasted_and_their_file_is_a_script(visit: Open, tmp_path: Path) -> None:
    page = visit("/")

    with page.expect_download() as saving:
        page.get_by_role("button", name="Download run.sh").click()
    saving.value.save_as(tmp_path / "run.sh")

    text = (tmp_path / "run.sh").read_text()
    assert text.startswith("#!/bin/sh\n")
    assert "\nset -eu\n" in text
    assert "\nexec numactl --weighted-interleave" in text


def test_without_scripts_a_stored_experiment_links_to_its_files(visit: Open) -> None:
    address = save(visit("/"), "nine")
    plain = visit("/x/" + address.rpartition("/")[2], java_script_enabled=False)

    expect(plain.locator("#home .tabs")).to_be_hidden()
    expect(plain.locator("[data-commands]")).to_contain_text("numactl")
    link = plain.get_by_role("link", name="C, libnuma")
    target = link.get_attribute("href")
    assert target is not None
    answer = plain.request.get(address.partition("/x/")[0] + target)
    assert answer.text().startswith("/*")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_there_is_a_report_without_controls(visit: Open, scheme: str) -> None:
    page = visit("/", color_scheme=scheme)

    page.emulate_media(media="print")

    for shown in (
        "#answer",
        "[data-machine] svg",
        "[data-policy]",
        "[data-commands]",
        "[data-table=nodes]",
    ):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in ("#mode", "#undo", "nav", "#home .tabs", "#copy-commands", "#share"):
        expect(page.locator(hidden).first).to_be_hidden()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    drawn = page.locator("[data-figure=bandwidth] .main-svg").first
    expect(drawn).to_have_attribute("width", "1240")


def test_the_default_experiment_prints_on_one_page(visit: Open, tmp_path: Path) -> None:
    text = visit("/").pdf(format="A4")

    assert len(re.findall(rb"/Type\s*/Page\b", text)) == 1


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_on_paper_the_nodes_stand_beside_the_strip(visit: Open, paper: str) -> None:
    page = visit("/?preset=lesson-page-37")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": {"A4": 718, "Letter": 740}[paper], "height": 1000})

    strip, nodes = page.locator("#strip-card"), page.locator("[aria-labelledby=nodes-title]")
    details, answer = page.locator("[data-advice=details]"), page.locator("#answer")
    assert abs(top(nodes) - top(page.locator("#distribution-card"))) < 200
    assert top(strip) < top(nodes)
    assert left(nodes) > left(strip) + 100
    assert top(details) >= top(answer) + height(answer)
    expect(page.get_by_text("Back to the end")).to_be_hidden()


def test_commands_and_events_are_printed_and_buttons_never(visit: Open) -> None:
    page = visit("/")
    page.locator("#home-tab-json").click()
    page.emulate_media(media="print")
    expect(page.locator("[data-commands]")).to_be_visible()
    expect(page.locator("#home-text")).to_be_hidden()
    events = page.locator("#events-card .event")
    expect(events).to_have_count(3)
    expect(events.nth(2)).to_be_visible()
    expect(events.nth(2)).to_contain_text("touch")
    shown = [each.inner_text() for each in page.locator("button:visible").all()]
    assert [text.split()[1] for text in shown] == ["set_mempolicy", "mmap", "touch"]


def test_without_scripts_the_table_of_events_is_printed(visit: Open) -> None:
    page = visit("/", java_script_enabled=False)
    page.emulate_media(media="print")
    expect(page.locator("[data-table=events]")).to_be_visible()


def test_a_printed_link_tells_its_title_and_its_address_first(visit: Open, site: Site) -> None:
    page = visit("/")
    body = {"experiment": default_experiment(), "title": "On paper", "notes": "For the archive"}
    answer = page.request.post(f"{site.url}/api/v1/experiments", data=body)
    page.goto(site.url + answer.json()["url"])
    page.emulate_media(media="print")

    title, verdict = page.locator(".shared h1"), page.locator("[data-advice=verdict]")
    assert top(title) < top(verdict)
    expect(page.locator(".shared .on-paper")).to_have_text(
        re.compile(r"^http://.*/x/[a-z0-9]{11}$")
    )
    expect(page.locator(".shared .on-paper")).to_be_visible()
    expect(page.get_by_text("Choose one to learn why")).to_be_hidden()
    expect(page.locator(".shared .on-screen")).to_be_hidden()


def top(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"]


def left(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["x"]


def height(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["height"]
