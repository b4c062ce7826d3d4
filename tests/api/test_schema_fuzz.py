"""The description of the API against its answers: schemathesis asks what the schema allows and
what it does not, and every answer has a documented status, kind and shape.

`make soak` asks a real server far more. What only rules between fields refuse is no fault here.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.main import create_app
from app.settings import Settings
from tests.bodies import bodies
from tests.build import default_experiment

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CASES = 6
"""Of each operation and mode."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="module")
def operations(app: FastAPI) -> dict[str, APIOperation]:
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    found = (each.ok() for each in schema.get_all_operations())
    return {each.label: each for each in found}


def ask(operation: APIOperation, mode: GenerationMode) -> None:
    """Send a few cases of an operation, the same in each run."""

    @settings(
        max_examples=CASES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Case) -> None:
        case.call_and_validate(checks=CHECKS)

    send()


def test_whatever_is_asked_as_described_the_answer_is_as_described(
    operations: dict[str, APIOperation],
) -> None:
    for operation in operations.values():
        ask(operation, GenerationMode.POSITIVE)


def test_whatever_is_asked_otherwise_the_answer_is_as_described(
    operations: dict[str, APIOperation],
) -> None:
    for label, operation in operations.items():
        if label.startswith("POST") or label == "GET /api/v1/gallery":
            ask(operation, GenerationMode.NEGATIVE)


@pytest.mark.parametrize("label,body", list(bodies()))
def test_what_is_taken_is_answered_as_described(
    label: str, body: Any, operations: dict[str, APIOperation]
) -> None:
    label, _, output = label.partition("} ")
    operation = operations[label + ("}" if output else "")]
    case = operation.Case(
        body=body,
        media_type="application/json",
        path_parameters={"name": output} if output else {},
    )

    answer = case.call()

    assert answer.status_code in (200, 201), answer.text
    case.validate_response(answer, checks=CHECKS)


def test_what_is_kept_is_answered_as_described(
    operations: dict[str, APIOperation], app: FastAPI
) -> None:
    shared = TestClient(app).post("/api/v1/experiments", json=default_experiment()).json()
    for label, parameters in (
        ("GET /x/{sid}.json", {"sid": shared["sid"]}),
        ("GET /api/v1/presets/{name}", {"name": "hbm-flat"}),
    ):
        case = operations[label].Case(path_parameters=parameters)
        answer = case.call()
        assert answer.status_code == 200
        case.validate_response(answer, checks=CHECKS)


def test_a_refusal_is_described_in_one_kind_with_its_shape(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"], path
                elif status not in ("204", "304"):
                    assert answer["content"], (path, method)
