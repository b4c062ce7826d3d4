"""``withdraw``: who keeps the store takes any link down, in words and with a status."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.console.commands import run
from app.services import run as running
from app.settings import Settings
from tests.conftest import ON_BOTH

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def sid(client: TestClient, experiment: dict[str, Any]) -> str:
    body = {"experiment": experiment, "title": "Somebody's name", "notes": "and address"}
    return str(client.post("/api/v1/experiments", json=body).json()["sid"])


@ON_BOTH
def test_a_link_is_taken_down_while_servers_run(
    client: TestClient,
    sid: str,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    assert client.get(f"/x/{sid}").status_code == 200
    monkeypatch.setattr(running, "_LOOK_AGAIN_S", 0.2)
    monkeypatch.setenv("ILX_DATABASE_URL", settings.store_url)

    assert run(["withdraw", f"http://other.example/x/{sid}"]) == 2
    assert "may be that of another server" in capsys.readouterr().err
    assert client.get(f"/x/{sid}").status_code == 200

    assert run(["withdraw", sid]) == 0
    assert capsys.readouterr().out == f"{sid}: withdrawn\n"
    assert run(["withdraw", sid, "0" * 11]) == 2
    assert capsys.readouterr().err == f"{'0' * 11}: there is no such share\n"
    assert run(["check"]) == 0

    time.sleep(0.2)
    for address in (f"/x/{sid}", f"/x/{sid}.json", f"/e/{sid}", f"/x/{sid}/lineage"):
        answer = client.get(address)
        assert answer.status_code == 410, address
        assert "Somebody" not in answer.text


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path, capsys: Capture) -> None:
    assert run(["withdraw", "--data-dir", str(tmp_path / "none"), "0" * 11]) == 2
    assert "there is no store at" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
