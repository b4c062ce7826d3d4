"""The shapes of the answers about interfaces and races."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from app.wire.shape import Shape

__all__ = ("InterfacesAnswer", "RaceAnswer")


class RaceAnomaly(Shape):
    """Something that went wrong on the way to an end."""

    rule: str
    sentence: str
    values: dict[str, Any]
    schedules: int = Field(description="How many of the end's schedules show it")
    schedule: list[str] = Field(description="Whose turn it is, step by step, in the plainest")


class RaceEnd(Shape):
    """One way in which a race ends."""

    schedules: int
    serial_orders: list[list[str]] = Field(description="Orders of whole actors that end so")
    schedule: list[str]
    switches: int
    anomalies: list[RaceAnomaly]
    answers: dict[str, list[dict[str, Any]]] = Field(description="Each actor's steps, answered")
    state: dict[str, Any] = Field(description="Policies, pages and weights at the end")


class RaceAnswer(Shape):
    """A race explored."""

    title: str
    about: str
    actors: list[str]
    schedules: int
    exact: bool = Field(description="Whether counts are exact, or lower bounds")
    states: int
    transitions: int
    outcomes: list[RaceEnd]


class InterfaceStep(Shape):
    """One thing to do, or to read."""

    kind: Literal["call", "command", "write", "file"]
    line: str
    bytes: int
    events: list[dict[str, Any]]
    root: bool
    struct: dict[str, Any] | None = None


class ReadBack(Shape):
    """How a policy is read back, and what nothing tells."""

    calls: int
    files: int
    whole: bool
    untold: list[str]
    steps: list[InterfaceStep]


class BetweenSteps(Shape):
    """A state that others can see before the last step."""

    after_step: int
    line: str
    state: str
    pages_elsewhere: int


class InterfaceAnswer(Shape):
    """What one interface makes of an intent."""

    interface: str
    title: str
    status: str
    source: str
    kernel: str
    series: str
    says_it: bool
    limits: dict[str, str] = Field(description="Parts of a policy without a word, and why")
    steps: list[InterfaceStep]
    calls_to_set: int
    writes_to_set: int
    bytes_to_set: int
    cannot: list[str]
    effects: list[str]
    rules: dict[str, list[str]] = Field(description="The same reasons by the names of rules")
    errors: list[str]
    read_back: ReadBack
    nearest: str = Field(description="The policy that is in force then")
    half_made: list[str]
    between: list[BetweenSteps]
    pages_elsewhere: int | None = Field(description="Pages on another node than wanted")
    pages_to_move: int | None = Field(description="Pages to move for the same number on each node")
    pages: int | None
    gb_per_s: float | None
    percent: float | None
    experiment: dict[str, Any] | None = None


class InterfacesAnswer(Shape):
    """An intent in every interface."""

    schema_version: Literal[1] = Field(alias="schema")
    intent: str
    wanted: dict[str, Any]
    revision: str
    series: str
    pages: int
    gb_per_s: float | None
    interfaces: list[InterfaceAnswer]
