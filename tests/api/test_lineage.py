"""Where a share comes from, and what was made of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import ON_BOTH

pytestmark = ON_BOTH


class Tree:
    """Shares made one of another."""

    def __init__(self, client: TestClient, experiment: dict[str, Any]) -> None:
        self.client = client
        self.experiment = experiment

    def save(self, title: str, parent: str | None = None, *, weight: int, listed: bool) -> str:
        """The name of a share whose node 0 has a weight."""
        weights = {**self.experiment["sysfs"]["weights"], "0": weight}
        experiment = {**self.experiment, "sysfs": {"auto": False, "weights": weights}}
        body = {"experiment": experiment, "title": title, "parent": parent, "listed": listed}
        sid: str = self.client.post("/api/v1/experiments", json=body).json()["sid"]
        return sid

    def of(self, sid: str) -> dict[str, Any]:
        """The lineage of a share."""
        answer: dict[str, Any] = self.client.get(f"/api/v1/shares/{sid}/lineage").json()
        return answer


@pytest.fixture
def tree(client: TestClient, experiment: dict[str, Any]) -> Tree:
    return Tree(client, experiment)


def titles(members: list[dict[str, Any]]) -> list[str]:
    return [each["title"] for each in members]


def test_ancestors_are_told_with_what_each_changed(tree: Tree) -> None:
    root = tree.save("root", weight=9, listed=False)
    middle = tree.save("middle", root, weight=3, listed=False)
    leaf = tree.save("leaf", middle, weight=3, listed=False)

    told = tree.of(leaf)

    assert titles(told["ancestors"]) == ["root", "middle", "leaf"]
    assert [each["depth"] for each in told["ancestors"]] == [0, 1, 2]
    first, second, third = (each["changes"] for each in told["ancestors"])
    assert (first, third) == ([], [])
    assert [each["text"] for each in second] == ["sysfs weight of node 0: 9 → 3"]
    assert second[0]["pointer"] == "/sysfs/weights/0"
    assert told["descendants"] == []


def test_descendants_are_a_tree_of_what_is_listed(tree: Tree) -> None:
    root = tree.save("root", weight=9, listed=False)
    a = tree.save("a", root, weight=1, listed=True)
    tree.save("b", root, weight=2, listed=True)
    hidden = tree.save("hidden", root, weight=3, listed=False)
    tree.save("below hidden", hidden, weight=4, listed=True)
    tree.save("a1", a, weight=5, listed=True)

    told = tree.of(root)["descendants"]

    assert set(titles(told)) == {"a", "b", "a1"}
    assert titles(told).index("a1") == titles(told).index("a") + 1
    assert {each["title"]: each["depth"] for each in told} == {"a": 1, "b": 1, "a1": 2}
    assert titles(tree.of(hidden)["descendants"]) == ["below hidden"]


def test_the_page_shows_both_without_scripts(tree: Tree) -> None:
    root = tree.save("<b>root</b>", weight=9, listed=False)
    leaf = tree.save("leaf", root, weight=3, listed=True)

    page = tree.client.get(f"/x/{leaf}/lineage").text

    assert "&lt;b&gt;root&lt;/b&gt;" in page
    assert "sysfs weight of node 0: 9 → 3" in page
    assert f'href="/compare?x={root}&amp;x={leaf}"' in page
    assert page.count("<circle") == 2
    assert f"/x/{leaf}/lineage" in tree.client.get(f"/x/{leaf}").text
    alone = tree.client.get(f"/x/{tree.save('alone', weight=7, listed=False)}/lineage").text
    assert "It was not made of another experiment" in alone


def test_a_withdrawn_ancestor_keeps_its_place_without_its_words(tree: Tree) -> None:
    client = tree.client
    body = {"experiment": tree.experiment, "title": "secret"}
    made = client.post("/api/v1/drafts", json=body).json()
    headers = {"authorization": f"Bearer {made['edit_token']}", "if-match": '"1"'}
    sid = client.post(f"/api/v1/drafts/{made['id']}/publish", headers=headers).json()["sid"]
    child = tree.save("child", sid, weight=4, listed=True)

    assert client.delete(f"/api/v1/shares/{sid}", headers=headers).status_code == 204

    gone, here = tree.of(child)["ancestors"]
    assert (gone["sid"], gone["title"], gone["withdrawn"], gone["changes"]) == (sid, "", True, [])
    assert (here["sid"], here["changes"]) == (child, [])
    page = client.get(f"/x/{child}/lineage").text
    assert "secret" not in page
    assert ", withdrawn" in page
    assert client.get(f"/x/{sid}/lineage").status_code == 410


@pytest.mark.parametrize("name", ["bbbbbbbbbbb", "%00", "x" * 300])
def test_a_name_that_nobody_has_has_no_lineage(client: TestClient, name: str) -> None:
    assert client.get(f"/x/{name}/lineage").status_code == 404
    assert client.get(f"/api/v1/shares/{name}/lineage").status_code == 404


def test_any_two_differ_as_text_and_as_data(tree: Tree) -> None:
    one = tree.save("one", weight=9, listed=False)
    other = tree.save("other", weight=3, listed=False)
    address = f"/api/v1/difference?from={one}&to={other}"

    told = tree.client.get(address).json()
    text = tree.client.get(address + "&as=text")

    assert (told["from"], told["to"]) == (one, other)
    assert [each["after"] for each in told["changes"]] == [3]
    assert text.text == "sysfs weight of node 0: 9 → 3\n"
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    nothing = tree.client.get(f"/api/v1/difference?from={one}&to={one}&as=text").text
    assert nothing == "no difference\n"
    new = tree.client.get("/api/v1/difference?from=dram-cxl&to=two-sockets-two-cxl&as=text").text
    assert re.search(r"^node 3 is new: id=3 .*mib=\d+", new, re.MULTILINE)
    assert "…" not in new
    same = tree.client.get(f"/api/v1/difference?from={one}&to={one}").json()
    assert same["changes"] == []
    german = tree.client.get(address + "&as=text&lang=de").text
    assert "Gewicht" in german
    presets = tree.client.get("/api/v1/difference?from=dram-cxl&to=two-sockets").json()
    assert presets["changes"]


@pytest.mark.parametrize(
    "query, status",
    [
        ("from=dram-cxl", 422),
        ("from=dram-cxl&to=nobody", 404),
        (f"from=dram-cxl&to={'x' * 90}", 422),
        ("from=dram-cxl&to=two-sockets&as=pdf", 422),
    ],
)
def test_a_difference_that_cannot_be_told_is_refused(
    client: TestClient, query: str, status: int
) -> None:
    answer = client.get(f"/api/v1/difference?{query}")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_name_that_nobody_has_is_told_with_its_side(tree: Tree) -> None:
    one = tree.save("one", weight=9, listed=False)

    answer = tree.client.get(f"/api/v1/difference?from={one}&to=nothing")

    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("?to=nothing: there is no saved experiment")
