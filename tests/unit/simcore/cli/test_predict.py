from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from simcore.cli.predict import main

ROOT = Path(__file__).parents[4]
CASE = {
    "format": 1,
    "id": "made-up",
    "family": "curve",
    "nodes": [{"name": "dram", "kind": "dram", "peak_gb_per_s": 100.0, "idle_ns": 90.0}],
    "predict": [{"delivered_gb_per_s": 1e-6, "metric": "latency_ns", "published": 100.0}],
}


def run(*argv: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return main(argv, out, err), out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE), encoding="utf-8")
    return str(path)


def test_a_line_for_each_case_and_a_line_for_all(file: str) -> None:
    status, out, err = run(file, file)

    assert (status, err) == (0, "")
    *cases, total = out.splitlines()
    assert cases == ["made-up     1 points  mean  10.00 %  max  10.00 %"] * 2
    assert total == "points 2, mean 10.00 %, p95 10.00 %, max 10.00 %"


def test_a_file_may_hold_a_list_of_cases() -> None:
    status, out, err = run(str(ROOT / "app" / "published" / "cases.json"))

    assert (status, err) == (0, "")
    assert len(out.splitlines()) > 20
    assert out.splitlines()[-1].startswith("points 313, mean 2.64 %, p95 13.60 %")


def test_json_tells_every_point_and_the_summary(file: str) -> None:
    status, out, _ = run("--json", file)

    told = json.loads(out)
    assert status == 0
    assert told["cases"][0]["points"][0]["predicted"] == pytest.approx(90)
    assert told["summary"]["points"] == 1


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_reported(
    file: str, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(CASE | {"family": "guess"}), encoding="utf-8")
    torn = tmp_path / "torn.json"
    torn.write_text("{", encoding="utf-8")

    status, out, err = run(str(tmp_path / "none.json"), str(wrong), str(torn), file)

    assert status == 2
    assert out.endswith("points 1, mean 10.00 %, p95 10.00 %, max 10.00 %\n")
    none, family, syntax = err.splitlines()
    assert "none.json: " in none
    assert "wrong.json: family: must be one of" in family
    assert "torn.json: " in syntax


def test_a_dash_reads_one_case_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(CASE)))

    status, out, _ = run("-")

    assert status == 0
    assert out.startswith("made-up ")
