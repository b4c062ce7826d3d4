"""Texts as people paste and drop them: with secrets in them, cut off, hostile, long, offline."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.test_import import answer_kinds, button, dialog, paste, review, sample, sent
from tests.browser.test_workbench import verdict

pytestmark = pytest.mark.browser

SECRETS = ("db-master-7", "SN-4711-AB", "52:54:00:12:34:56", "10.20.30.40")


def secretive() -> str:
    """A topology as hwloc writes it, with what must not leave the browser."""
    more = (
        f'<info name="DMIProductSerial" value="{SECRETS[1]}"/>\n'
        f'<info name="Address" value="{SECRETS[2]}"/>\n<info name="IP" value="{SECRETS[3]}"/>\n'
    )
    text = sample("lstopo.xml").replace("synth-hetmem", SECRETS[0])
    return text.replace('    <info name="HostName"', more + '    <info name="HostName"', 1)


def test_names_serials_and_addresses_never_leave_the_browser(visit: Open) -> None:
    page = visit("/")
    bodies = sent(page)
    assert all(secret in secretive() for secret in SECRETS)
    paste(page, secretive())
    removed = dialog(page).locator(".removed")
    expect(removed.locator("summary")).to_contain_text("details are taken out")
    assert bodies == []
    removed.locator("summary").click()
    for kind in ("host or user name", "serial number", "MAC address", "IP address"):
        expect(removed.locator("[data-removed]")).to_contain_text(f"{kind}: 1")
    expect(removed.locator("textarea")).to_have_value(re.compile("<topology"))
    shown = removed.locator("textarea").input_value()
    button(page, "Review").click()
    expect(dialog(page).get_by_role("heading", name="2. Review")).to_be_focused()
    assert [text["text"] for text in bodies[0]["texts"]] == [shown]
    assert not any(secret in json.dumps(bodies) for secret in SECRETS)
    stores = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "topology" not in stores


def test_files_dropped_anywhere_are_read_and_binary_ones_refused(visit: Open) -> None:
    page = visit("/")
    texts = {name: sample(name) for name in ("numactl-H.txt", "hmat-sysfs.txt")}
    carried = page.evaluate_handle(
        """texts => {
          const carried = new DataTransfer();
          for (const [name, text] of Object.entries(texts))
            carried.items.add(new File([text], name));
          carried.items.add(new File([new Uint8Array([127, 69, 76, 70, 0, 1])], "a.out"));
          return carried;
        }""",
        texts,
    )
    page.dispatch_event("body", "dragenter", {"dataTransfer": carried})
    expect(page.locator("#drop-hint")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": carried})
    expect(page.locator("#drop-hint")).to_be_hidden()
    expect(dialog(page)).to_contain_text("a.out is no text: a binary file was refused.")
    expect(dialog(page).locator("[data-pastes] .name")).to_have_text(list(texts))
    button(page, "Review").click()
    expect(dialog(page).locator(".import-status")).to_contain_text("2 questions are open.")
    button(page, "Back to the pastes").click()
    expect(dialog(page).locator("[data-pastes] li").first).to_contain_text("19 lines used")


def test_a_cut_off_text_tells_its_line_and_leads_there(visit: Open) -> None:
    page = visit("/", refusals=True)
    before = verdict(page)
    text = "available: 1 nodes (0)\nnode 0 cpus: 0 1\nnode 0 size: 79"
    paste(page, text)
    button(page, "Review").click()
    problems = dialog(page).locator(".import-problems")
    expect(problems).to_contain_text("understood so far")
    problems.get_by_role("button", name="line 3").first.click()
    area = page.locator("#import-text")
    expect(area).to_be_focused()
    chosen = area.evaluate("each => each.value.slice(each.selectionStart, each.selectionEnd)")
    assert chosen == "node 0 size: 79"
    expect(area).to_have_value(text)
    expect(page.locator("[data-advice=verdict]")).to_have_text(before)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(
        f'<!ENTITY {b} "{"&" + a + ";"}{("&" + a + ";") * 9}">'
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + ']><topology version="2.0"><object type="Machine">&i;</object></topology>'
)
SCRIPT = '<script>window.hit=1</script><img src=x onerror="window.hit=1">'


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "\x1b]0;hit\x07\x1b[2J\x1b[31mnode 0 cpus: 0\n",
        "available: 1 nodes (0)\n\u202enode 0 cpus: 0\u202c\n",
        f"available: 1 nodes (0)\nnode 0 cpus: {SCRIPT}\nnode 0 size: 5 MB\n",
        f'<topology version="2.0"><object type="{SCRIPT}"/></topology>',
    ],
    ids=["billion laughs", "escapes", "right-to-left", "script as CPUs", "script in XML"],
)
def test_hostile_texts_are_told_and_change_nothing(visit: Open, text: str) -> None:
    page = visit("/", refusals=True)
    before = verdict(page)
    paste(page, text)
    button(page, "Review").click()
    told = dialog(page).locator(".import-problems li, [data-review] > *")
    expect(told.first).to_be_visible()
    assert page.evaluate("window.hit") is None
    expect(dialog(page).locator("img, script")).to_have_count(0)
    button(page, "Cancel").click()
    expect(page.locator("[data-advice=verdict]")).to_have_text(before)


def test_names_of_files_are_text(visit: Open) -> None:
    page = visit("/")
    page.locator("#open-import").click()
    expect(dialog(page)).to_be_visible()
    dialog(page).locator("input[type=file]").set_input_files(
        [{"name": SCRIPT.replace("/", ""), "mimeType": "text/plain", "buffer": b"hello"}]
    )
    expect(dialog(page).locator("[data-pastes] .name").first).to_contain_text("onerror")
    assert page.evaluate("window.hit") is None


def paste_long(page: Page, text: str) -> None:
    """Paste as the clipboard does it; typing so much would take too long."""
    page.locator("#open-import").click()
    expect(dialog(page)).to_be_visible()
    page.evaluate(
        """text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", text);
          const options = { clipboardData, bubbles: true, cancelable: true };
          const area = document.querySelector("#import-text");
          area.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )


def test_five_megabytes_of_junk_are_refused_before_they_are_sent(visit: Open) -> None:
    page = visit("/")
    bodies = sent(page)
    paste_long(page, "junk \n" * 900_000)
    button(page, "Review").click()
    expect(dialog(page).locator(".import-problems")).to_contain_text("more than 4 MiB")
    expect(dialog(page).locator("[data-current]")).to_contain_text("a part is shown")
    expect(page.locator("#import-text")).to_have_value(re.compile("^junk"))
    assert bodies == []


def test_a_line_far_down_in_a_long_text_is_found(visit: Open) -> None:
    page = visit("/", refusals=True)
    cut_off = "available: 1 nodes (0)\nnode 0 cpus: 0 1\nnode 0 size: 79"
    paste_long(page, "a line of something else\n" * 15_000 + cut_off)
    button(page, "Review").click()
    problems = dialog(page).locator(".import-problems")
    problems.get_by_role("button", name="line 15003").first.click()
    chosen = page.locator("#import-text").evaluate(
        "each => each.value.slice(each.selectionStart, each.selectionEnd)"
    )
    assert chosen == "node 0 size: 79"


def test_a_server_that_is_gone_is_told_and_the_text_kept(visit: Open, site: Site) -> None:
    page = visit("/", refusals=True)
    paste(page, sample("numactl-H.txt"))
    expect(dialog(page).locator(".removed summary")).to_contain_text("Nothing had to be")
    page.context.set_offline(True)
    button(page, "Review").click()
    expect(dialog(page).locator(".import-problems")).to_contain_text("cannot be reached")
    expect(page.locator("#import-text")).to_have_value(sample("numactl-H.txt"))
    page.context.set_offline(False)
    button(page, "Review").click()
    expect(dialog(page).locator(".import-status")).to_contain_text("2 questions are open.")


def test_who_leaves_with_texts_that_were_not_taken_over_is_asked(visit: Open) -> None:
    page = visit("/")
    asked: list[str] = []

    def answer(question: Dialog) -> None:
        asked.append(question.type)
        question.dismiss()

    page.on("dialog", answer)
    review(page, sample("numactl-H.txt"))
    page.evaluate("location.reload()")
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    expect(dialog(page)).to_be_visible()

    answer_kinds(page)
    button(page, "Use this machine").click()
    expect(dialog(page)).to_be_hidden()
    page.reload()
    assert asked == ["beforeunload"]
