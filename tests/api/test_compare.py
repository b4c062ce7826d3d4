"""/compare: what an address names and what a body holds, side by side."""

from __future__ import annotations

import re
from copy import deepcopy
from html import escape, unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.words import LANGUAGES, words_of
from simcore.difference import RULES
from tests.conftest import Counted

Document = dict[str, Any]


def under(experiment: Document, mode: str, **weights: int) -> Document:
    other = deepcopy(experiment)
    other["events"][0]["mode"] = mode
    other["sysfs"]["weights"] |= {name[1:]: weight for name, weight in weights.items()}
    return other


def body(*experiments: Document) -> Document:
    return {"experiments": [{"experiment": each, "title": ""} for each in experiments]}


def test_the_first_differing_page_is_told_with_its_reason(
    client: TestClient, experiment: Document
) -> None:
    other = under(experiment, "interleave")
    answer = client.post("/api/v1/compare", json=body(experiment, other)).json()

    def where(document: Document, page: int) -> int:
        asked = {"experiment": document, "region": "heap", "page": page}
        return int(client.post("/api/v1/explain", json=asked).json()["node"])

    page = answer["page"]
    assert where(experiment, page) != where(other, page)
    assert all(where(experiment, n) == where(other, n) for n in range(page))
    assert answer["columns"][1]["changes"] == [
        "event 0 set_mempolicy: mode weighted_interleave → interleave"
    ]
    for column, document in zip(answer["columns"], (experiment, other), strict=True):
        assert f"node {where(document, page)}" in column["reason"]


@pytest.mark.parametrize("threads,told", [(1, "none, the threads are the limit"), (64, "node 0")])
def test_what_saturates_first_is_what_the_verdict_says(
    client: TestClient, experiment: Document, threads: int, told: str
) -> None:
    experiment["workload"]["streams"][0]["threads"] = threads
    answer = client.post("/api/v1/compare", json=body(experiment, experiment)).json()
    rows = {row[0]: row[1:] for row in answer["results"]["rows"]}
    assert rows["saturates first"] == [told, told]
    verdict = client.post("/api/v1/preview", json={"experiment": experiment}).json()["advice"]
    assert ("the threads are the limit" in verdict) == (threads == 1)


def test_strips_and_curves_are_tables_too(client: TestClient, experiment: Document) -> None:
    other = under(experiment, "interleave")
    answer = client.post("/api/v1/compare", json=body(experiment, other)).json()
    strips, curves = answer["tables"]["strips"], answer["tables"]["curves"]

    rows = strips["rows"]
    cells = [column["cells"].split() for column in answer["columns"]]
    assert [row[1].split()[1] for row in rows] == cells[0]
    assert [row[2].split()[1] for row in rows] == cells[1]
    differing = next(row[0] for row in rows if row[1] != row[2])
    assert differing == str(answer["page"])

    assert curves["head"] == ["weight of node 0", "A, B weighted, GB/s", "B as set, GB/s"]
    _, rate, level = next(row for row in curves["rows"] if row[0] == "9")
    first = answer["results"]["rows"][0]
    assert [f"{rate} best", level] == first[1:]


def test_the_table_of_the_strips_counts_from_the_first_page_that_is_shown(
    client: TestClient, experiment: Document
) -> None:
    policy, mapped, _ = experiment["events"]
    halves = [{"op": "touch", "id": "heap", "pages": pages} for pages in ("0-499", "500-1048575")]
    change = {"op": "weights", "set": {"0": 1}}
    other = {**experiment, "events": [policy, mapped, halves[0], change, halves[1]]}

    answer = client.post("/api/v1/compare", json=body(experiment, other)).json()

    rows = answer["tables"]["strips"]["rows"]
    assert answer["page"] >= 500
    assert next(row[0] for row in rows if row[1] != row[2]) == str(answer["page"])
    assert [int(row[0]) for row in rows] == list(range(answer["page"] - 12, answer["page"] + 36))


def test_where_nothing_is_drawn_there_is_no_table(client: TestClient, experiment: Document) -> None:
    bare = {**experiment, "events": [], "workload": {"streams": []}}
    answer = client.post("/api/v1/compare", json=body(bare, bare)).json()
    assert "strips" not in answer["tables"]
    assert answer["strips"] == ""


def test_the_best_rate_is_marked_by_a_word(client: TestClient, experiment: Document) -> None:
    other = under(experiment, "interleave")
    rows = client.post("/api/v1/compare", json=body(experiment, other)).json()["results"]["rows"]
    assert rows[0][1].endswith(" best")
    assert not rows[0][2].endswith(" best")


def test_the_same_twice_differs_nowhere(client: TestClient, experiment: Document) -> None:
    answer = client.post("/api/v1/compare", json=body(experiment, experiment)).json()
    assert answer["page"] is None
    assert answer["sentence"] == "Every page lands on the same node."
    assert answer["columns"][1]["changes"] == []


def test_nothing_mapped_differs_from_the_first_page_on(
    client: TestClient, experiment: Document
) -> None:
    nothing = {**experiment, "events": [], "workload": {"streams": []}}
    answer = client.post("/api/v1/compare", json=body(nothing, experiment)).json()
    assert answer["page"] == 0
    assert answer["columns"][0]["reason"] == "There is no such page here."
    answer = client.post("/api/v1/compare", json=body(nothing, nothing)).json()
    assert answer["sentence"] == "No experiment maps a region."


def test_weights_and_sizes_are_told(client: TestClient, experiment: Document) -> None:
    other = under(experiment, "weighted_interleave", n1=3)
    other["events"][1]["pages"] = 2**30
    other["events"][2]["pages"] = "0-999999"
    answer = client.post("/api/v1/compare", json=body(experiment, other)).json()
    assert "sysfs weight of node 1: 1 → 3" in answer["columns"][1]["changes"]
    assert any("differ in size" in notice for notice in answer["notices"])
    assert "| GB/s, expected |" in answer["markdown"]


def test_a_node_is_named_by_its_kind_in_the_cells_where_the_machines_differ(
    client: TestClient,
) -> None:
    names = ("dram-cxl", "hbm-flat")
    first, second = (client.get(f"/api/v1/presets/{name}").json() for name in names)
    answer = client.post("/api/v1/compare", json=body(first, second)).json()
    rows = {name: cells for name, *cells in answer["results"]["rows"]}
    mine, theirs = rows["pages on node 1"]
    assert mine.endswith(" (CXL)")
    assert theirs.endswith(" (HBM)")
    assert "pages on node 0 (DRAM)" in rows
    sources = [each for each in answer["columns"][1]["changes"] if "source" in each]
    assert sources == ["4 values of the machine have other sources"]
    assert "weight of node 0 (A); weight of node 1 (B)" in answer["picture"]


def test_pages_that_differ_are_counted(client: TestClient, experiment: Document) -> None:
    asked = body(experiment, under(experiment, "interleave"))
    first, second = client.post("/api/v1/compare", json=asked).json()["columns"]
    assert (first["differing"], second["differing"]) == (0, 419_430)
    assert second["differs"] == "differs from A from page 1 on, in 419\u202f430 pages"


def test_what_the_kernel_refused_has_a_row(client: TestClient, experiment: Document) -> None:
    refused = under(experiment, "bind")
    refused["events"][0]["nodes"] = ""
    plain = client.post("/api/v1/compare", json=body(experiment, experiment)).json()
    answer = client.post("/api/v1/compare", json=body(experiment, refused)).json()
    assert answer["results"]["rows"][-1] == ["refused or killed", "–", "event 0: EINVAL"]
    assert len(answer["results"]["rows"]) == len(plain["results"]["rows"]) + 1


@pytest.mark.parametrize("count", [0, 1, 5])
def test_two_to_four_are_compared(client: TestClient, experiment: Document, count: int) -> None:
    answer = client.post("/api/v1/compare", json=body(*[experiment] * count))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/experiments"


def test_a_broken_one_is_told_by_its_place(client: TestClient, experiment: Document) -> None:
    broken = deepcopy(experiment)
    broken["machine"]["nodes"][0]["mib"] = -1
    answer = client.post("/api/v1/compare", json=body(experiment, broken))
    assert answer.status_code == 422
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert pointers == ["/experiments/1/experiment/machine/nodes/0/mib"]


def test_an_address_names_stored_ones_and_presets(
    client: TestClient, experiment: Document, counted: Counted
) -> None:
    first = client.post("/api/v1/experiments", json=experiment).json()["sid"]
    second = client.post("/api/v1/experiments", json=under(experiment, "bind")).json()["sid"]
    counted.broken = True
    page = client.get("/compare", params={"x": [first, second]})
    assert page.status_code == 200
    assert f'href="/x/{second}"' in page.text
    assert "mode weighted_interleave → bind" in page.text
    counted.broken = False
    page = client.get(
        "/compare", params={"x": ["dram-cxl~w=4,1", first, "hbm-flat", "two-sockets"]}
    )
    assert "The machines differ." in page.text
    assert "D</span> " in page.text


@pytest.mark.parametrize(
    "asked, said",
    [
        (["nonsense", "dram-cxl"], "nonsense: "),
        (["dram-cxl~mode=nonsense"], "mode=nonsense is not used"),
        (["dram-cxl~<script>=1"], "which means nothing here"),
    ],
)
def test_a_wrong_address_compares_nothing(client: TestClient, asked: list[str], said: str) -> None:
    page = client.get("/compare", params={"x": asked})
    assert page.status_code == 404
    assert said in page.text
    assert "Nothing is compared" in page.text
    assert 'class="letter"' not in page.text
    assert escape(asked[0]) in page.text.split('name="x"')[1]
    assert "<script>=" not in page.text


@pytest.mark.parametrize(
    "asked, said",
    [(["dram-cxl"] * 5, "At most four"), (["dram-cxl"], "names one experiment only")],
)
def test_too_many_and_too_few_are_compared_and_told(
    client: TestClient, asked: list[str], said: str
) -> None:
    page = client.get("/compare", params={"x": asked})
    assert page.status_code == 200
    assert said in page.text


def test_a_saved_experiment_alone_stands_after_what_it_was_made_from(
    client: TestClient, experiment: Document, counted: Counted
) -> None:
    parent = client.post("/api/v1/experiments", json=experiment).json()["sid"]
    share = {"experiment": under(experiment, "bind"), "parent": parent, "title": "Mine"}
    sid = client.post("/api/v1/experiments", json=share).json()["sid"]
    counted.broken = True
    page = client.get("/compare", params={"x": sid}).text
    assert "A is the one that it was made from" in page
    assert "mode weighted_interleave → bind" in page
    assert page.index(f'href="/x/{parent}"') < page.index(f'href="/x/{sid}"')
    counted.broken = False
    alone = client.get("/compare", params={"x": parent}).text
    assert "B is the same with another policy" in alone


def test_a_saved_experiment_whose_parent_was_withdrawn_is_compared_with_another_policy(
    client: TestClient, experiment: Document
) -> None:
    made = client.post("/api/v1/drafts", json={"experiment": experiment}).json()
    headers = {"authorization": f"Bearer {made['edit_token']}", "if-match": '"1"'}
    parent = client.post(f"/api/v1/drafts/{made['id']}/publish", headers=headers).json()["sid"]
    share = {"experiment": under(experiment, "bind"), "parent": parent}
    sid = client.post("/api/v1/experiments", json=share).json()["sid"]
    assert client.delete(f"/api/v1/shares/{parent}", headers=headers).status_code == 204
    assert "B is the same with another policy" in client.get(f"/compare?x={sid}").text


def test_the_text_for_a_post_stands_for_itself(client: TestClient) -> None:
    page = client.get("/compare?x=dram-cxl&x=dram-cxl~w=4,1")
    post = page.text.split('data-compare="markdown">')[1].split("</pre>")[0]
    assert "- A runs on linux-7.2; node 0 (DRAM) 64 GiB, CPUs 0-63; " in post
    assert "node 1 (CXL) 128 GiB, no CPUs; sysfs weights 9:1" in post
    assert "sysfs weights 4:1" in post
    assert "http://testserver/compare?x=dram-cxl&amp;x=dram-cxl~w=4,1" in post


def test_the_curves_have_axes_without_scripts(client: TestClient) -> None:
    page = client.get("/compare").text
    curves = page.split('data-figure="compared"')[1].split("</svg>")[0]
    assert len(re.findall('class="tick end">[0-9]', curves)) >= 4
    assert len(re.findall('class="tick middle">[0-9]', curves)) >= 6
    assert "weight of node 0" in curves


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_sentence(language: str) -> None:
    words = words_of(language)
    assert all(words.has(f"compare.change_{rule}") for rule in RULES)


def test_the_page_speaks_german(client: TestClient) -> None:
    page = client.get("/compare?lang=de").text
    assert "ist die erste, die auf einem anderen Knoten landet" in page


@pytest.mark.parametrize(
    "address, titles",
    [
        ("/?preset=dram-cxl&w=4,1", ("w=4,1", "w=4,1, mode=interleave")),
        ("/?w=4,1&mode=interleave", ("w=4,1, mode=interleave", "w=4,1, mode=weighted_interleave")),
        ("/?nodes=0&mode=bind", ("nodes=0, mode=bind", "nodes=0, mode=interleave")),
    ],
)
def test_the_workbench_compares_what_its_address_says(
    client: TestClient, address: str, titles: tuple[str, str]
) -> None:
    found = re.search(r'href="(/compare[^"]*)" id="open-compare"', client.get(address).text)
    assert found
    heads = re.findall(r"<h3>(.*?)</h3>", client.get(unescape(found[1])).text, re.DOTALL)
    words = [" ".join(re.sub(r"<.*?>", "", head).split()) for head in heads[:2]]
    assert [word.partition("CXL expander, ")[2] for word in words] == list(titles)
