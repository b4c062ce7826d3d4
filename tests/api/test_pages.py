"""The pages without scripts: complete HTML, forms that work, notices instead of errors."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.db.store import Store
from app.services.catalog import NAMES
from tests.api.test_bad_input import count
from tests.conftest import DATA

SHOWN = "policy: default\npreferred node: current\nphyscpubind: 0 1\nnodebind: 0\nmembind: 0\n"


def shown(text: str) -> dict[str, Any]:
    """The experiment that a page shows."""
    boot = re.search(r'<script type="application/json" id="boot">(.*?)</script>', text, re.DOTALL)
    assert boot is not None
    experiment: dict[str, Any] = json.loads(boot[1])["experiment"]
    return experiment


def notices(text: str) -> list[str]:
    return [
        html.unescape(found)
        for found in re.findall(r'<p class="notice" role="note">(.*?)</p>', text, re.DOTALL)
    ]


def test_the_first_page_is_a_running_experiment(client: TestClient) -> None:
    answer = client.get("/")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<svg" in answer.text
    assert "<table" in answer.text
    assert shown(answer.text)["sysfs"]["weights"] == {"0": 9, "1": 1}
    assert notices(answer.text) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_has_a_page(name: str, client: TestClient) -> None:
    answer = client.get(f"/?preset={name}")

    assert answer.status_code == 200
    assert shown(answer.text) == client.get(f"/api/v1/presets/{name}").json()


def test_the_address_changes_the_experiment(client: TestClient) -> None:
    address = (
        "/?preset=dram-cxl&mode=interleave&nodes=0&nodes=1&w=3&w=2&pages=1000&threads=8&read=50"
    )

    experiment = shown(client.get(address).text)

    assert experiment["sysfs"]["weights"] == {"0": 3, "1": 2}
    assert experiment["events"][0]["mode"] == "interleave"
    assert experiment["events"][0]["nodes"] == "0-1"
    assert experiment["events"][1]["pages"] == 1000
    assert experiment["events"][2]["pages"] == "0-999"
    assert experiment["workload"]["streams"][0]["threads"] == 8
    assert experiment["workload"]["streams"][0]["read_permille"] == 500


@pytest.mark.parametrize(
    "address",
    [
        "preset=nowhere",
        "preset=../secret",
        "w=0,1",
        "w=1,256",
        "w=1,2,3",
        "w=a",
        "w=5:1",
        "mode=best",
        "nodes=x",
        "pages=0",
        "pages=-1",
        "pages=1e9",
        "pages=99999999999999999999999",
        "threads=",
        "read=101",
        "colour=blue",
    ],
)
def test_what_the_address_says_wrong_is_a_notice_on_a_working_page(
    address: str, client: TestClient
) -> None:
    answer = client.get(f"/?{address}")

    assert answer.status_code == 200
    assert len(notices(answer.text)) == 1
    assert shown(answer.text) == shown(client.get("/").text)


def test_what_the_kernel_would_refuse_is_shown_in_words(client: TestClient) -> None:
    answer = client.get("/?mode=interleave&nodes=")

    assert answer.status_code == 200
    assert "EINVAL" in answer.text


def test_a_change_of_the_preset_forgets_the_other_fields(client: TestClient) -> None:
    answer = client.get("/?preset=hbm-flat&of=dram-cxl&w=9&w=1&mode=bind&nodes=0&pages=5")

    assert shown(answer.text) == client.get("/api/v1/presets/hbm-flat").json()
    [told] = notices(answer.text)
    assert told.endswith("is not taken over: Mode, Nodes and weights and Pages to touch.")


def test_a_weight_that_is_set_together_with_the_preset_is_not_lost_in_silence(
    client: TestClient,
) -> None:
    form = "/?of=dram-cxl&mode=weighted_interleave&kernel=linux-7.2&nodes=&nodes=0&nodes=1"
    other = "&preset=lesson-page-37"

    [told] = notices(client.get(f"{form}&w=4&w=1&pages=1048576{other}").text)
    untouched = client.get(f"{form}&w=9&w=1&pages=1048576{other}").text

    assert told.endswith("is not taken over: Nodes and weights.")
    assert notices(untouched) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_form_in_which_only_the_preset_was_changed_loses_nothing(
    name: str, client: TestClient
) -> None:
    page = client.get(f"/?preset={name}").text
    other = NAMES[0] if name != NAMES[0] else NAMES[1]

    answer = client.get("/", params=[*fields_of(page), ("preset", other)])

    assert notices(answer.text) == []


def fields_of(page: str) -> list[tuple[str, str]]:
    """What a browser without scripts sends with a page's form, the preset left out."""
    form = page[page.index('<form class="controls"') : page.index("</form>")]
    sent = []
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if "name" in said and ("checkbox" not in tag or " checked" in tag):
            sent.append((said["name"], said["value"]))
    for name, options in re.findall(
        r'<select id="\w+" name="(mode|kernel)".*?>(.*?)</select>', form, re.DOTALL
    ):
        sent += [(name, each) for each in re.findall(r'value="([^"]*)"[^>]* selected', options)]
    return sent


LESSON = "/?preset=lesson-page-37"


def verdict(page: str) -> str:
    found = re.search(r'data-advice="verdict">(.*?)</strong>', page)
    assert found is not None
    return html.unescape(found[1])


def links(page: str) -> dict[str, str]:
    """The moments that a page without scripts leads to, by what they are called."""
    [part] = re.findall(
        r'<section class="card" aria-labelledby="moments-title">(.*?)</section>', page, re.DOTALL
    )
    return {
        label: html.unescape(href)
        for href, label in re.findall(r'<a href="([^"]*)".*?>(.*?)</a>', part)
    }


def test_without_scripts_the_lesson_leads_from_its_first_page_to_page_37_and_to_the_end(
    client: TestClient,
) -> None:
    opened = client.get(LESSON).text
    led = links(opened)

    assert (
        '<noscript><p class="notice moment">You look at an earlier moment, after event 2' in opened
    )
    assert "The 1 page so far" in verdict(opened)
    assert '<i class="mark kind-absent"></i> not present' in opened
    assert led["2 touch, 38 pages"] == f"{LESSON}&moment=2.38"
    assert "The 38 pages so far lie 29:9" in verdict(client.get(led["2 touch, 38 pages"]).text)
    end = client.get(led["To the end"]).text
    assert "so far" not in verdict(end)
    assert 'notice moment">You look' not in end
    assert "not present" not in end.partition("<figcaption")[0]


def test_the_moments_of_a_changed_preset_keep_its_changes(client: TestClient) -> None:
    led = links(client.get(f"{LESSON}&w=4,1&lang=de").text)

    assert led["vor dem ersten Ereignis"] == f"{LESSON}&w=4,1&moment=-1&lang=de"
    assert client.get(led["vor dem ersten Ereignis"]).status_code == 200


@pytest.mark.parametrize("moment", ["x", "2.", "-2", "2.0", "1e3", "٣"])
def test_a_moment_that_is_none_is_a_notice(moment: str, client: TestClient) -> None:
    assert len(notices(client.get("/", params={"moment": moment}).text)) == 1


@pytest.mark.parametrize("moment", ["99999", "2.999999999999999"])
def test_a_moment_behind_the_end_is_the_end(moment: str, client: TestClient) -> None:
    page = client.get("/", params={"moment": moment}).text

    assert verdict(page) == verdict(client.get("/").text)
    assert 'notice moment">You look' not in page


def test_without_scripts_a_saved_moment_is_told_and_the_end_is_shown(client: TestClient) -> None:
    lesson = client.get("/api/v1/presets/lesson-page-37").json()
    view = {"moment": {"event": 2, "pages": 38}, "page": 37}
    saved = client.post("/api/v1/experiments", json={"experiment": lesson, "view": view})
    url = saved.json()["url"]
    told = "an earlier moment, after event 2: touch heap 0–99, up to page 37: 38 of 100 pages"

    page, frame = client.get(url).text, client.get(url.replace("/x/", "/e/")).text

    assert f"This link looks at {told}. Without scripts the page shows the end." in page
    assert f"This link looks at {told}. The frame shows the end" in frame


def test_without_scripts_a_page_tells_that_it_opens_no_fragment(client: TestClient) -> None:
    assert "A link with #s= in its address" in client.get("/").text


def test_any_experiment_can_be_changed_by_its_form(
    client: TestClient, store: Store, experiment: dict[str, Any]
) -> None:
    form = {"experiment": json.dumps(experiment), "preset": "", "w": ["4", "2"], "pages": "100"}

    answer = client.post("/", data=form)

    assert answer.status_code == 200
    assert shown(answer.text)["sysfs"]["weights"] == {"0": 4, "1": 2}
    assert notices(answer.text) == []
    assert count(store) == [0, 0, 0]


def test_a_preset_chosen_in_that_form_is_opened(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    form = {"experiment": json.dumps(experiment), "preset": "hbm-flat"}

    answer = client.post("/", data=form)

    assert (answer.status_code, answer.headers["location"]) == (303, "/?preset=hbm-flat")


def test_a_bad_experiment_in_the_form_is_told_on_a_page(client: TestClient) -> None:
    answer = client.post("/", data={"experiment": '{"seed": -1}'})

    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert "/seed" in answer.text


def test_a_machine_is_taken_in_without_scripts(
    client: TestClient, store: Store, numactl: str
) -> None:
    assert client.get("/import").status_code == 200

    asked = client.post("/import", data={"text": numactl})
    assert asked.status_code == 200
    assert asked.text.count('<select name="kind-') == 4

    kinds = {"kind-0": "dram", "kind-1": "dram", "kind-2": "hbm", "kind-3": "cxl"}
    review = client.post("/import", data={"text": numactl} | kinds)
    assert 'name="use"' in review.text
    assert ">assumed<" in review.text

    opened = client.post("/import", data={"text": numactl, "use": "1"} | kinds)
    assert opened.status_code == 200
    assert len(shown(opened.text)["machine"]["nodes"]) == 4
    assert any("assumed" in notice for notice in notices(opened.text))
    assert count(store) == [0, 0, 0]


def test_a_proposed_kind_that_nobody_changed_stays_assumed(
    client: TestClient, numactl: str
) -> None:
    asked = client.post("/import", data={"text": numactl}).text
    proposed = dict(re.findall(r'name="likely-(\d+)" value="(\w+)"', asked))
    assert proposed == {"0": "dram", "1": "dram"}
    form = {"text": numactl} | {f"likely-{node}": kind for node, kind in proposed.items()}
    form |= {"kind-0": "dram", "kind-1": "hbm", "kind-2": "hbm", "kind-3": "cxl"}

    review = client.post("/import", data=form).text

    found = re.findall(r">node (\d)</th><td>kind</td><td>\w+ *</td><td><span[^>]*>(\w+)<", review)
    assert dict(found) == {"0": "assumed", "1": "typed", "2": "typed", "3": "typed"}
    assert 'name="likely-0" value="dram"' in review
    assert 'name="likely-1"' not in review


def test_a_passed_line_is_told_with_its_paste(client: TestClient, numactl: str) -> None:
    texts = {"text-1": numactl + "what is this\n", "text-2": "else\n" + SHOWN}
    told = client.post("/import", data=texts).text
    assert "ignored: paste 2, line 1: else" in told


def test_a_file_is_taken_in_like_pasted_text(client: TestClient, numactl: str) -> None:
    files = {"file": ("numa.txt", numactl.encode(), "text/plain")}

    answer = client.post("/import", data={"text": ""}, files=files)

    assert answer.status_code == 200
    assert answer.text.count('<select name="kind-') == 4


def test_text_that_cannot_be_read_stays_in_the_box(client: TestClient) -> None:
    answer = client.post("/import", data={"text": "available: 1 nodes <0>"})

    assert answer.status_code == 422
    assert "available: 1 nodes &lt;0&gt;" in answer.text
    assert "<li>Paste 1: <span" in answer.text
    assert "/text" not in re.sub(r"</?textarea", "", answer.text)


FOUR_NODES = (DATA / "formats/numactl-H.txt").read_text()
LATENCIES = (DATA / "formats/mlc-latency-matrix.txt").read_text()
RATES = (DATA / "formats/mlc-bandwidth-matrix.txt").read_text()


def sent_again(page: str, **more: str) -> dict[str, str]:
    """The form of a review as a browser sends it, with some fields changed."""
    form = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="(\w+)"', page))
    for name, options in re.findall(
        r'<select name="([\w-]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="(\w*)" selected', options)
        form[name] = chosen[1] if chosen else ""
    texts = re.findall(r'<textarea name="(text-\d)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return form | {name: html.unescape(text) for name, text in texts} | more


def understood(page: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<th scope="row">([^<]+)</th><td>([^<]+)</td><td>([^<]*)</td>', page)


def test_the_same_texts_ask_and_give_the_same_in_one_box_and_in_several(
    client: TestClient,
) -> None:
    one = client.post("/import", data={"text-1": FOUR_NODES + LATENCIES + RATES}).text
    first = client.post("/import", data={"text-1": FOUR_NODES, "more": "1"}).text
    two = client.post("/import", data=sent_again(first, **{"text-2": LATENCIES + RATES})).text

    for page in (one, two):
        assert page.count('<select name="kind-') == 4
        assert re.findall(r'value="(\w+)" selected', page) == ["dram", "dram"]
    assert understood(one) == understood(two)


def test_who_uses_a_machine_with_open_questions_is_told_which(client: TestClient) -> None:
    review = client.post("/import", data={"text-1": FOUR_NODES}).text
    refused = client.post("/import", data=sent_again(review, use="1"))
    assert refused.status_code == 422
    (said,) = re.findall(r'role="alert">([^<]+)<', refused.text)
    assert "Node 2, Node 3" in said
    assert refused.text.count('aria-invalid="true"') == 2

    answers = {"kind-2": "hbm", "kind-3": "cxl"}
    whole = client.post("/import", data=sent_again(refused.text, use="1", **answers))
    assert len(shown(whole.text)["machine"]["nodes"]) == 4
    assert len(notices(whole.text)) == 1


def test_an_answer_can_be_changed_in_a_later_review(client: TestClient) -> None:
    page = client.post("/import", data={"text-1": FOUR_NODES}).text
    page = client.post("/import", data=sent_again(page, **{"kind-2": "hbm"})).text
    page = client.post("/import", data=sent_again(page, **{"kind-2": "cxl"})).text
    assert ("node 2", "kind", "cxl ") in understood(page)


def test_doubts_of_what_was_pasted_are_in_sight(client: TestClient) -> None:
    other = "Measuring idle latencies\nNuma node 0 1\n0 92.4 151.8\n1 15"
    page = client.post("/import", data={"text-1": FOUR_NODES, "text-2": other}).text
    doubts = re.search(r'<ul class="notice doubts".*?</ul>', page, re.DOTALL)
    assert doubts is not None
    assert "paste 2, line 4: the latency matrix is cut off here" in doubts[0]
    assert "MLC tells nothing of the memory of nodes 2-3" in doubts[0]


def test_threads_run_on_all_sockets_if_that_is_wanted(client: TestClient) -> None:
    page = client.post("/import", data={"text-1": FOUR_NODES}).text
    assert 'name="all_sockets"' in page
    answers = {"kind-2": "hbm", "kind-3": "cxl", "use": "1"}
    one = shown(client.post("/import", data=sent_again(page, **answers)).text)
    everywhere = client.post("/import", data=sent_again(page, all_sockets="1", **answers)).text

    assert [task["name"] for task in one["tasks"]] == ["main"]
    many = shown(everywhere)
    assert [task["name"] for task in many["tasks"]] == ["main", "node1"]
    threads = [stream["threads"] for stream in many["workload"]["streams"]]
    assert threads == [one["workload"]["streams"][0]["threads"]] * 2
    assert not any("other CPUs are idle" in notice for notice in notices(everywhere))


def test_head_answers_as_get_without_a_body(client: TestClient) -> None:
    for path in ("/", "/import", "/healthz", "/api/v1/presets", "/api/docs", "/favicon.svg"):
        get, head = client.get(path), client.head(path)

        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == get.headers["content-length"]


def test_several_texts_are_reviewed_together_without_scripts(client: TestClient) -> None:
    numactl = (DATA / "formats/numactl-H.txt").read_text()
    xml = (DATA / "formats/lstopo-tiers.xml").read_text()

    more = client.post("/import", data={"text-1": numactl, "more": "1"})
    assert 'name="text-2"' in more.text

    review = client.post("/import", data={"text-1": numactl, "text-2": xml})
    assert '<select name="kind-' not in review.text
    assert "host name: 1" in review.text
    assert ">hmat<" in review.text

    used = client.post("/import", data={"text-1": numactl, "text-2": xml, "use": "1"})
    assert shown(used.text)["machine"]["nodes"][2]["kind"] == "hbm"


def test_a_text_that_makes_no_machine_offers_none_to_use(client: TestClient) -> None:
    review = client.post("/import", data={"text-1": (DATA / "formats/lscpu.txt").read_text()})

    assert "No text tells how much memory node 0 has." in review.text
    assert 'name="use"' not in review.text
    assert client.post("/import", data={"text-1": " "}).status_code == 422


def test_a_lesson_opens_before_its_answer_is_there_and_a_sent_form_shows_it(
    client: TestClient,
) -> None:
    def page(query: str) -> tuple[str, dict[str, Any]]:
        text = client.get(f"/?preset=lesson-page-37{query}").text
        boot = re.search(r'id="boot">(.*?)</script>', text, re.DOTALL)
        assert boot is not None
        return text, json.loads(boot[1])

    text, boot = page("")
    assert "The 1 page so far lies 1:0." in text
    assert "numactl --weighted-interleave=0-1 ./app" in text
    assert boot["view"] == {"moment": {"event": 2, "pages": 1}}
    assert boot["preview"]["result"]["regions"]["heap"]["pages_on"] == {"0": 1}
    assert boot["experiment"]["events"][2]["pages"] == "0-99"
    assert page("&lang=en")[1]["view"] == boot["view"]

    text, boot = page("&w=3,1")
    assert "faster than 3:1" in text
    assert boot["view"] == {}
