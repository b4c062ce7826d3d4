"""What a link opens: its page, its JSON twin, saving without scripts, life beyond a restart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.wire import SavedAnswer
from simcore.result import MODEL_VERSION
from simcore.spec import canonical_text, decode
from tests.conftest import Counted


@pytest.fixture
def shared(client: TestClient, experiment: dict[str, Any]) -> str:
    body = {"experiment": experiment, "title": "Nine & one", "notes": "<b>", "view": {"tab": 1}}
    url: str = client.post("/api/v1/experiments", json=body).json()["url"]
    return url


def test_the_twin_holds_everything_that_was_stored(
    client: TestClient, shared: str, experiment: dict[str, Any]
) -> None:
    answer = client.get(f"{shared}.json")

    assert answer.headers["content-type"] == "application/json"
    saved = SavedAnswer.model_validate_json(answer.content)
    assert shared.endswith(saved.sid)
    assert (saved.title, saved.notes, saved.view) == ("Nine & one", "<b>", {"tab": 1})
    assert saved.model == MODEL_VERSION
    assert saved.parent is None
    assert saved.created.endswith("+00:00")
    assert saved.experiment == json.loads(canonical_text(decode(experiment)))
    assert saved.result.content == saved.content


def test_the_stored_result_is_the_one_of_the_preview(
    client: TestClient, shared: str, experiment: dict[str, Any]
) -> None:
    shown = client.post("/api/v1/preview", json=experiment).json()["result"]

    assert client.get(f"{shared}.json").json()["result"] == shown


def test_the_twin_may_be_kept_for_good(client: TestClient, shared: str) -> None:
    answer = client.get(f"{shared}.json")
    etag = answer.headers["etag"]

    assert "immutable" in answer.headers["cache-control"]
    again = client.get(f"{shared}.json", headers={"if-none-match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag


def test_the_page_of_a_link_shows_the_stored_numbers(client: TestClient, shared: str) -> None:
    answer = client.get(shared)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "<svg" in answer.text
    assert "Nine &amp; one" in answer.text
    assert "<b>" not in answer.text
    assert "943,718" in answer.text.replace("\u202f", ",").replace("\u2009", ",")


@pytest.mark.parametrize("sid", ["bbbbbbbbbbb", "x", "a" * 300, "%00", "..%2F..%2Fetc"])
def test_a_name_that_nobody_has_is_not_found(sid: str, client: TestClient) -> None:
    page, twin = client.get(f"/x/{sid}"), client.get(f"/x/{sid}.json")

    assert (page.status_code, twin.status_code) == (404, 404)
    assert page.headers["content-type"].startswith("text/html")
    assert twin.headers["content-type"] == "application/problem+json"


def test_saving_without_scripts_leads_to_the_page(
    client: TestClient, counted: Counted, experiment: dict[str, Any]
) -> None:
    form = {"experiment": json.dumps(experiment), "title": "by hand", "notes": ""}

    answers = [client.post("/x", data=form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert counted.calls == 1
    assert "by hand" in client.get(answers[0].headers["location"]).text


def test_saving_a_bad_experiment_without_scripts_says_what_is_wrong(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    form = {"experiment": json.dumps(experiment | {"seed": -1})}

    answer = client.post("/x", data=form)

    assert answer.status_code == 422
    assert "/experiment/seed" in answer.text
    assert client.post("/x", data={"title": "x"}).status_code == 422


def test_a_link_opens_with_the_same_numbers_after_a_restart(
    settings: Settings, experiment: dict[str, Any]
) -> None:
    with TestClient(create_app(settings)) as before:
        url = before.post("/api/v1/experiments", json=experiment).json()["url"]
        twin, page = before.get(f"{url}.json").content, before.get(url).text

    broken = Counted()
    broken.broken = True
    with TestClient(create_app(settings, broken)) as after:
        assert after.get(f"{url}.json").content == twin
        assert after.get(url).text == page
        assert after.post("/api/v1/experiments", json=experiment).status_code == 200
    assert broken.calls == 0


def test_a_result_of_an_older_model_stays_as_it_was(
    client: TestClient, experiment: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = client.post("/api/v1/experiments", json=experiment).json()
    monkeypatch.setattr("app.services.run.MODEL_VERSION", "9.9")

    again = client.post("/api/v1/experiments", json=experiment)
    other = client.post("/api/v1/experiments", json={"experiment": experiment, "title": "new"})

    assert again.json() == old
    assert client.get(f"{old['url']}.json").json()["model"] == MODEL_VERSION
    assert client.get(f"{other.json()['url']}.json").json()["model"] == "9.9"


def test_a_page_that_is_kept_speaks_the_language_that_is_asked_for(
    client: TestClient, shared: str
) -> None:
    for _ in range(2):
        for language in ("en", "de"):
            page = client.get(f"{shared}?lang={language}")
            assert page.headers["content-language"] == language
            assert f'<html lang="{language}">' in page.text


def test_a_page_that_did_not_change_is_not_sent_again(client: TestClient, shared: str) -> None:
    first = client.get(shared)

    again = client.get(shared, headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "no-cache"


def test_a_page_travels_compressed_to_who_takes_it(client: TestClient, shared: str) -> None:
    plain = client.get(shared, headers={"accept-encoding": "identity"})
    packed = client.get(shared, headers={"accept-encoding": "gzip"})

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) * 3 < len(plain.content)
    assert packed.text == plain.text
