"""A page in German holds no English but what is marked as English, and writes decimal commas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.build import edited

DATA = Path(__file__).parents[1] / "data"
GERMAN = {"accept-language": "de"}
STOP_WORDS = frozenset(
    (
        "the",
        "of",
        "and",
        "with",
        "is",
        "are",
        "from",
        "would",
        "each",
        "this",
        "not",
        "to",
        "for",
        "at",
        "by",
        "on",
        "no",
        "node",
        "nodes",
        "pages",
        "weights",
        "bandwidth",
        "expected",
        "share",
        "read",
        "write",
        "kernel's",
        "your",
        "which",
        "than",
    )
)
NAME = re.compile(r"\w+(?:[-_/]\w+)+")
"""Names of cases, kinds, fields and places, written alike in every language."""
POINT = re.compile(r"(?<!ab )\b\d+\.\d")
"""A number with an English point; versions of kernels stand behind a preposition."""
SILENT = ("script", "style", "code", "pre", "textarea")
READ_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt")
VOID = ("meta", "link", "input", "br", "hr", "img", "option")


class German(HTMLParser):
    """Collects what is read on a page, without what is marked as another language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag in VOID and not self.silent and held.get("lang", "de") == "de":
            self._read(held)
        if tag in VOID:
            return
        if self.silent or tag in SILENT or held.get("lang", "de") != "de":
            self.silent.append(tag)
        else:
            self._read(held)

    def _read(self, held: dict[str, str | None]) -> None:
        self.texts += [held[name] or "" for name in READ_ATTRIBUTES if name in held]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag not in VOID:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def english_in(texts: list[str]) -> list[str]:
    """Texts that hold a word which no German text would."""
    plain = ((text, NAME.sub(" ", text).lower()) for text in texts)
    return [text for text, words in plain if STOP_WORDS & set(re.findall(r"\b[a-z']+\b", words))]


def read(page: str) -> list[str]:
    reader = German()
    reader.feed(page)
    return reader.texts


@pytest.mark.parametrize(
    "address",
    ["/", "/?preset=two-sockets-two-cxl", "/?mode=bind&nodes=0-1", "/model", "/import", "/nothing"],
)
def test_a_german_page_holds_no_english(address: str, client: TestClient) -> None:
    answer = client.get(address, headers=GERMAN)
    assert answer.headers["content-language"] == "de"
    assert '<html lang="de">' in answer.text
    assert english_in(read(answer.text)) == []


def test_a_german_review_of_a_machine_marks_what_its_readers_say(client: TestClient) -> None:
    form = {"text-1": (DATA / "formats" / "numactl-H.txt").read_text()}
    page = client.post("/import", data=form, headers=GERMAN).text
    assert "Was sich nicht herauslesen lässt" in page
    assert "Welcher Speicher ist Knoten 0?" in page
    assert english_in(read(page)) == []


def test_what_the_api_documents_is_marked_as_english(client: TestClient) -> None:
    assert '<main id="main" lang="en">' in client.get("/api/docs", headers=GERMAN).text


def said(value: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from said(part)
    elif isinstance(value, list):
        for part in value:
            yield from said(part)


def told(table: dict[str, Any]) -> Iterator[str]:
    """A table's texts in the page's language."""
    yield table["caption"]
    yield from table["head"]
    kept = set(table.get("english", ()))
    for row in table["rows"]:
        yield from (cell for place, cell in enumerate(row) if place not in kept)


def shown(figure: dict[str, Any]) -> Iterator[str]:
    """What is read in a figure; the names of traces are for programs."""
    for trace in figure["data"]:
        yield from said([trace.get(part) for part in ("text", "hovertemplate")])
    yield from said(figure["layout"].get("annotations"))
    yield from said([figure["layout"].get(axis) for axis in ("xaxis", "yaxis")])


CHANGES = {
    "as it is": (),
    "poor weights": (("/sysfs/weights/0", 2),),
    "a full node": (("/machine/nodes/1/mib", 100),),
    "few threads": (("/workload/streams/0/threads", 4),),
    "plain interleave": (("/events/0/mode", "interleave"),),
    "no rate": (("/machine/nodes/0/read_mib_per_s", None),),
    "no stream": (("/workload/streams", []),),
    "a refusal": (("/events/0/nodes", ""),),
}


def changed(experiment: Any, case: str) -> Any:
    for where, value in CHANGES[case]:
        experiment = edited(experiment, where, value)
    return experiment


@pytest.mark.parametrize("case", CHANGES)
def test_a_german_preview_holds_no_english(
    case: str, client: TestClient, experiment: dict[str, Any]
) -> None:
    body = changed(experiment, case)
    answer = client.post("/api/v1/preview", json=body, headers=GERMAN).json()
    page = answer["page"]
    advice = page["advice"]
    texts = [advice["verdict"], advice["details"]]
    texts += [advice["sentence"]] if advice["language"] is None else []
    texts += said([page["summaries"], page["tags"], page["suggestion_notes"]])
    texts += [text for table in answer["tables"].values() for text in told(table)]
    texts += [text for figure in answer["figures"].values() for text in shown(figure)]
    assert english_in(texts) == []
    assert not [text for text in texts if POINT.search(text)], "a decimal point"


def test_a_refusal_is_marked_as_the_kernels_own_words(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    body = changed(experiment, "a refusal")
    german = client.post("/api/v1/preview", json=body, headers=GERMAN).json()["page"]["advice"]
    english = client.post("/api/v1/preview", json=body).json()["page"]["advice"]
    assert german["verdict"] == "Der Kernel lehnt Ereignis 0 ab: set_mempolicy antwortet EINVAL."
    assert (german["language"], english["language"]) == ("en", None)
    assert german["sentence"] == english["sentence"]


def test_german_advice_holds_no_english_and_decimal_commas(client: TestClient) -> None:
    for name in ("dram-cxl", "hbm-flat", "two-sockets-two-cxl"):
        preset = client.get(f"/api/v1/presets/{name}").json()
        answer = client.post("/api/v1/advise", json=preset, headers=GERMAN).json()
        texts = [answer["verdict"], answer["text"], *answer["summaries"].values()]
        texts += [text for table in answer["tables"].values() for text in told(table)]
        texts += [text for figure in answer["figures"].values() for text in shown(figure)]
        assert english_in(texts) == []
        assert not [text for text in texts if POINT.search(text)]
        assert any(re.search(r"\b\d+,\d", text) for text in texts)


def test_a_page_is_explained_in_german(client: TestClient, experiment: dict[str, Any]) -> None:
    body = {"experiment": experiment, "region": "heap", "page": 9}
    german = client.post("/api/v1/explain", json=body, headers=GERMAN).json()
    english = client.post("/api/v1/explain", json=body).json()
    assert english_in([step["text"] for step in german["steps"]]) == []
    assert [step["values"] for step in german["steps"]] == [
        step["values"] for step in english["steps"]
    ]


def test_presets_are_named_in_the_language_that_is_asked_for(client: TestClient) -> None:
    answer = client.get("/api/v1/presets", headers=GERMAN)
    assert "Accept-Language" in answer.headers["vary"].split(", ")
    titles = {preset["name"]: preset["title"] for preset in answer.json()["presets"]}
    assert titles["two-sockets"] == "Zwei Sockel mit DRAM"


def test_plotlys_own_numbers_take_the_points_of_the_language(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    german = client.post("/api/v1/preview", json=experiment, headers=GERMAN).json()["figures"]
    english = client.post("/api/v1/preview", json=experiment).json()["figures"]
    curves = ("bandwidth", "distribution", "latency", "utilisation")
    assert {german[name]["layout"]["separators"] for name in curves} == {",\u202f"}
    assert not any("separators" in english[name]["layout"] for name in curves)


@pytest.mark.parametrize("path", ["/", "/gallery", "/compare", "/interfaces", "/model", "/import"])
def test_a_language_that_was_chosen_is_handed_on(path: str, client: TestClient) -> None:
    page = client.get(f"{path}?lang=de").text

    led = re.findall(r'<nav aria-label="[^"]*">.*?</nav>', page, re.DOTALL)[0]
    links = re.findall(r'href="([^"]*)"', led)
    assert len(links) > 5
    assert all(link.endswith(("?lang=de", "&amp;lang=de")) for link in links)
    assert 'href="/"' not in page
    assert "lang=de" not in client.get(path, headers=GERMAN).text.replace('href="?lang=de"', "")


def test_a_page_that_says_no_hands_the_language_on_too(client: TestClient) -> None:
    answer = client.get("/x/33333333333?lang=de&w=4", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-language"] == "de"
    assert 'href="/?lang=de"' in answer.text
    assert 'href="/"' not in answer.text
    plain = client.get("/x/33333333333").text
    assert "lang=en" not in plain.replace('href="?lang=en"', "")


def test_a_link_hands_the_language_on_whoever_read_it_before(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    url = client.post("/api/v1/experiments", json=experiment).json()["url"]

    assert 'href="/gallery"' in client.get(url, headers=GERMAN).text
    asked = client.get(f"{url}?lang=de").text
    assert 'href="/gallery?lang=de"' in asked
    assert f'href="{url}/lineage?lang=de"' in asked
    assert f'href="{url}.json"' in asked


FORMS = ("/", "/?mode=bind", "/gallery", "/compare", "/interfaces", "/import")


@pytest.mark.parametrize("path", FORMS)
def test_every_form_hands_the_language_on(path: str, client: TestClient) -> None:
    joined = "&" if "?" in path else "?"
    page = client.get(f"{path}{joined}lang=de").text

    forms = re.findall(r"<form [^>]*>(?:<input [^>]*>)?", page)
    assert forms
    field = '<input type="hidden" name="lang" value="de">'
    for form in forms:
        action = re.findall(r'action="([^"]*)"', form)[0]
        assert form.endswith(field) if 'method="get"' in form else action.endswith("?lang=de")
    assert page.count('name="lang"') == sum('method="get"' in form for form in forms)
    plain = client.get(path, headers=GERMAN).text
    assert 'name="lang"' not in plain
    assert "?lang=de" not in plain.replace('href="?lang=de"', "")


def test_what_a_form_leads_to_speaks_the_language_that_was_asked_for(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    form = {"experiment": json.dumps(experiment)}

    saved = client.post("/x?lang=de", data=form).headers["location"]
    assert re.fullmatch(r"/x/[a-z0-9]+\?lang=de", saved)
    chosen = client.post("/?lang=de", data=form | {"preset": "hbm-flat"})
    assert chosen.headers["location"] == "/?preset=hbm-flat&lang=de"
    assert '<html lang="de">' in client.post("/?lang=de", data=form).text
    assert "lang" not in client.post("/x", data=form).headers["location"]
    again = client.post(f"{saved.partition('?')[0]}/recompute?lang=de")
    assert again.headers["location"] == saved


def test_the_other_language_keeps_what_the_address_asks_for(client: TestClient) -> None:
    page = client.get("/?preset=two-sockets&w=3,1&lang=de").text

    assert 'href="?preset=two-sockets&amp;w=3%2C1&amp;lang=en"' in page
