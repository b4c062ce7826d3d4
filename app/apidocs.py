"""The description of the API: OpenAPI for programs, and a page without scripts for people.

Bodies are read by the core's decoder and not by the framework, so their schemas are added here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from app.errors import KINDS
from app.errors import Kind as ProblemKind
from app.present.vocabulary import canonical_ops
from app.services.comparing import CompareItem, CompareRequest
from app.services.explaining import ExplainRequest
from app.services.exporting import ExportRequest
from app.services.importing import ImportRequest
from app.services.sharing import ShareRequest
from app.services.viewing import PreviewRequest
from app.words import ENGLISH
from simcore.interfaces.intent import IntentWords
from simcore.races.document import RaceWords
from simcore.spec import Experiment
from simcore.spec.events import OPS, EventBase, Kind

__all__ = ("ApiDocsPage", "DescribedApp", "api_docs_page")

_REF: Final = "#/components/schemas/"
_PROBLEM: Final = "application/problem+json"
_HOLDERS: Final = (ShareRequest, PreviewRequest, ExplainRequest, ExportRequest, CompareItem)
"""Bodies that hold an experiment."""


class DescribedApp(FastAPI):
    """FastAPI whose description knows the bodies that we read ourselves."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        document = super().openapi()
        schemas = document["components"]["schemas"]
        schemas.update(_bodies())
        if schemas.pop("HTTPValidationError", None):  # the framework's own, which we never send
            schemas.pop("ValidationError")
            _forget_validation_errors(document["paths"])
        _say_problems(document["paths"])
        return document


def _forget_validation_errors(paths: Mapping[str, Any]) -> None:
    """Take out the answers that the framework describes for every path with a parameter."""
    for methods in paths.values():
        for operation in methods.values():
            if "HTTPValidationError" in str(operation["responses"].get("422")):
                del operation["responses"]["422"]


def _say_problems(paths: Mapping[str, Any]) -> None:
    """A refusal is only ever application/problem+json; the framework adds its own kind."""
    for methods in paths.values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                content = answer.get("content", {})
                if _PROBLEM in content:
                    schema = {"$ref": _REF + "ProblemDocument"}
                    answer["content"] = {_PROBLEM: {"schema": schema}}


@cache
def _bodies() -> dict[str, Any]:
    """Schemas of all bodies, and of what they are made of."""
    asked = (Experiment, ImportRequest, CompareRequest, RaceWords, IntentWords, *_HOLDERS)
    models = [(model, "validation") for model in asked]
    _, document = models_json_schema(models, ref_template=_REF + "{model}")  # type: ignore[arg-type]
    schemas: dict[str, Any] = document["$defs"]
    for holder in _HOLDERS:
        schemas[holder.__name__]["properties"]["experiment"] = {"$ref": _REF + "Experiment"}
    _describe_events(schemas)
    return schemas


def _describe_events(schemas: Mapping[str, Any]) -> None:
    """Say what each field of an event is, in the words of the forms."""
    for op in OPS.values():
        fields = schemas[op.model.__name__]["properties"]
        for name in op.inputs:
            word = f"vocabulary.field_{_alias(op.model, name)}"
            if ENGLISH.has(word):
                fields[_alias(op.model, name)].setdefault("description", ENGLISH(word))
        if "task" in fields:
            fields["task"].setdefault("description", "Who calls; the first task if not given")


def _alias(model: type[EventBase], name: str) -> str:
    """A field as documents name it."""
    return model.model_fields[name].alias or name


@dataclass(frozen=True, slots=True)
class Answer:
    """A status that an operation may answer with."""

    status: str
    meaning: str
    schema: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of a schema."""

    name: str
    type: str
    required: bool
    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path."""

    id: str
    method: str
    path: str
    title: str
    text: tuple[str, ...]
    asked: tuple[FieldRow, ...]
    bodies: tuple[str, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """An object of the API."""

    name: str
    text: str
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """An op of the vocabulary, and the fields that say what is asked of it."""

    op: str
    schema: str
    text: str
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDocsPage:
    """Context of ``pages/api_docs.html``."""

    title: str
    base: str
    operations: tuple[Operation, ...]
    kinds: tuple[ProblemKind, ...]
    events: tuple[EventRow, ...]
    replayed: tuple[EventRow, ...]
    schemas: tuple[Schema, ...]


def api_docs_page(document: Mapping[str, Any], base: str) -> ApiDocsPage:
    """The page of an OpenAPI document; ``base`` is the server's address in the examples."""
    return ApiDocsPage(
        title="The API of ilx",
        base=base,
        operations=tuple(_operations(document["paths"])),
        kinds=tuple(KINDS.values()),
        events=tuple(_event(op, document) for op in canonical_ops()),
        replayed=tuple(_event(op, document) for op in OPS if OPS[op].kind is Kind.REPLAY_ONLY),
        schemas=tuple(
            _schema(name, schema)
            for name, schema in sorted(document["components"]["schemas"].items())
            if "properties" in schema
        ),
    )


def _event(op: str, document: Mapping[str, Any]) -> EventRow:
    model = OPS[op].model
    schema = _schema(model.__name__, document["components"]["schemas"][model.__name__])
    asked = {"task", *(_alias(model, name) for name in OPS[op].inputs)}
    fields = tuple(field for field in schema.fields if field.name in asked)
    return EventRow(op, schema.name, schema.text, fields)


def _operations(paths: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {})
            yield Operation(
                id=operation["operationId"],
                method=method.upper(),
                path=path,
                title=operation["summary"],
                text=tuple(operation.get("description", "").replace("``", "").split("\n\n")),
                asked=(*_token(operation), *map(_parameter, operation.get("parameters", ()))),
                bodies=tuple(_names(body)),
                answers=tuple(
                    Answer(status, answer["description"], ", ".join(_names(answer)))
                    for status, answer in sorted(operation["responses"].items())
                ),
            )


def _parameter(part: Mapping[str, Any]) -> FieldRow:
    """What an operation asks for beside its body: in the path, the query or a header."""
    schema = part["schema"]
    name = {"path": "{%s}", "query": "?%s=", "header": "%s:"}[part["in"]] % part["name"]
    meaning = str(part.get("description", ""))
    return FieldRow(name, _type(schema), bool(part.get("required")), _default(schema), meaning)


def _token(operation: Mapping[str, Any]) -> Iterator[FieldRow]:
    if "security" in operation:
        yield FieldRow("Authorization:", "Bearer TOKEN", True, "", "The edit token of the draft")


def _names(part: Any) -> Iterator[str]:
    """Schemas that a part of the document refers to, in order."""
    if isinstance(part, Mapping):
        if "$ref" in part:
            yield part["$ref"].removeprefix(_REF)
        for value in part.values():
            yield from _names(value)
    elif isinstance(part, list):
        for value in part:
            yield from _names(value)


def _schema(name: str, schema: Mapping[str, Any]) -> Schema:
    required = schema.get("required", ())
    return Schema(
        name,
        schema.get("description", "").partition("\n\n")[0],
        tuple(
            FieldRow(field, _type(part), field in required, _default(part), _meaning(part))
            for field, part in schema["properties"].items()
        ),
    )


def _default(part: Mapping[str, Any]) -> str:
    """What stands for a field that is not given; nothing stands for null."""
    value = part.get("default")
    return "" if value is None else json.dumps(value)


def _meaning(part: Mapping[str, Any]) -> str:
    return str(part.get("description", ""))


def _type(part: Mapping[str, Any]) -> str:
    """A field's type in a few words."""
    if "$ref" in part:
        return str(part["$ref"].removeprefix(_REF))
    if "const" in part:
        return repr(part["const"])
    if "enum" in part:
        return " | ".join(map(str, part["enum"]))
    for several in ("anyOf", "oneOf", "allOf"):
        if several in part:
            return " | ".join(map(_type, part[several]))
    if part.get("type") == "array":
        return f"list of {_type(part.get('items', {}))}"
    return str(part.get("type", "anything"))
