"""The shapes of the API's answers, for its description and for the tests that hold it to them.

Nothing is validated with these while the server runs: answers are made of checked values.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from simcore.result import Result

__all__ = (
    "PROBLEM",
    "AdviceAnswer",
    "CompareAnswer",
    "ExplainAnswer",
    "ExportList",
    "ImportAnswer",
    "InterfacesAnswer",
    "PresetList",
    "PreviewAnswer",
    "ProblemDocument",
    "RaceAnswer",
    "SavedAnswer",
    "SharedAnswer",
)


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProblemItem(_Shape):
    """One thing that is wrong."""

    pointer: str = Field(description="JSON pointer into the body; empty for the whole of it")
    detail: str


class ProblemDocument(_Shape):
    """Every refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemItem]


PROBLEM: Final[dict[str, Any]] = {
    "model": ProblemDocument,
    "content": {"application/problem+json": {}},
}
"""How a refusal is described among an operation's answers."""


class DataTable(_Shape):
    """A table twin of a figure."""

    model_config = ConfigDict(extra="allow")

    head: list[Any]
    rows: list[list[Any]]


class PreviewAnswer(_Shape):
    """What follows from an experiment; nothing is stored."""

    result: Result
    figures: dict[str, dict[str, Any]] = Field(description="Plotly figures by name")
    tables: dict[str, DataTable]
    advice: str
    page: dict[str, Any] = Field(description="What the workbench shows; may change at any time")


class SharedAnswer(_Shape):
    """Where a stored experiment lies."""

    sid: str
    url: str
    content: str


class SavedAnswer(_Shape):
    """A stored experiment with its stored result."""

    sid: str
    content: str
    model: str
    experiment: dict[str, Any]
    result: Result
    title: str
    notes: str
    parent: str | None
    view: dict[str, Any]
    created: str


class AdviceAnswer(_Shape):
    """The best weights, and what lies around them."""

    verdict: str
    text: str
    commands: list[str]
    weights: dict[str, int]
    gb_per_s: float
    gb_per_s_band: tuple[float, float]
    tables: dict[str, DataTable]
    figures: dict[str, dict[str, Any]]
    summaries: dict[str, str] = Field(description="Each figure in one sentence")


class ExplainStep(_Shape):
    """One decision: the rule, the sentence, who takes it in the kernel, the numbers."""

    rule: str
    text: str
    kernel_function: str
    values: dict[str, Any]


class ExplainAnswer(_Shape):
    """Where a page is (null: nowhere), and why."""

    node: int | None
    steps: list[ExplainStep]


class PresetItem(_Shape):
    """A preset's name, and what to say about it."""

    name: str
    title: str
    summary: str


class PresetList(_Shape):
    """All presets."""

    presets: list[PresetItem]


class ExportItem(_Shape):
    """A file that can be made of an experiment."""

    name: str
    label: str
    extension: str


class ExportList(_Shape):
    """All of them."""

    exports: list[ExportItem]


class NodeItem(_Shape):
    """A node as the text tells it."""

    id: int
    cpus: str
    mib: int | None
    free_mib: int | None


class FactsItem(_Shape):
    """What the text tells."""

    nodes: list[NodeItem]
    distance: list[list[int]] | None


class ChoiceItem(_Shape):
    """A possible answer."""

    value: str
    label: str


class AskItem(_Shape):
    """A question whose answer belongs at ``pointer`` of the next request."""

    pointer: str
    node: int
    question: str
    hint: str
    choices: list[ChoiceItem]


class NoteItem(_Shape):
    """What was done with a piece of the text."""

    kind: Literal["used", "ignored", "assumed"]
    text: str


class LineNoteItem(NoteItem):
    """The same with its line, from 1; 0 for none."""

    line: int


class PasteItem(_Shape):
    """What came of one text; several formats are joined by commas."""

    format: str
    label: str
    used: int = Field(description="Lines that a reader took")
    ignored: int = Field(description="Lines that no reader took")
    notes: list[LineNoteItem]


class OtherItem(_Shape):
    """What else is said of a cell."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    value: int | str
    source: str
    origin: str | None = Field(alias="from")


class CellItem(_Shape):
    """One value of the machine, where it came from, and what else is said of it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    pointer: str = Field(description="JSON pointer below /machine; corrections are typed by it")
    subject: str
    field: str
    unit: str
    value: int | str
    source: Literal["told", "typed", "mlc", "hmat", "libvirt", "qemu", "estimated", "assumed"]
    confidence: Literal["measured", "declared", "told", "estimated", "assumed"]
    origin: str | None = Field(alias="from")
    doubt: str
    others: list[OtherItem]


class HoleItem(_Shape):
    """What nobody said and matters."""

    pointer: str
    text: str


class RemovedItem(_Shape):
    """What was taken out of the texts before they were read."""

    kind: str
    count: int
    example: str = Field(description="One of them, masked")


class RegionItem(_Shape):
    """Pages of a region by node."""

    name: str
    pages: dict[str, int]


class CurveItem(_Shape):
    """A loaded latency: MiB/s and ns; the node is null where the text does not tell."""

    node: int | None
    points: list[tuple[int, int]]


class MeasuredItem(_Shape):
    """What texts say of a run."""

    pages: dict[str, int]
    regions: list[RegionItem]
    counters: dict[str, dict[str, int]]
    curves: list[CurveItem]


class ImportAnswer(_Shape):
    """What came of a text; the machine and the experiment are null while there are questions."""

    format: str
    facts: FactsItem
    asks: list[AskItem]
    notes: list[NoteItem]
    pastes: list[PasteItem]
    cells: list[CellItem]
    holes: list[HoleItem]
    removed: list[RemovedItem]
    measured: MeasuredItem | None
    machine: dict[str, Any] | None
    experiment: dict[str, Any] | None


class CompareColumn(_Shape):
    """One of the compared experiments, against the first."""

    letter: str
    title: str
    href: str
    policy: str
    setup: str = Field(description="Kernel, machine and weights at the start, in a line")
    changes: list[str] = Field(description="What is set differently, a sentence each")
    region: str | None
    differs_at: int | None = Field(description="First page that lands elsewhere than in A")
    differs: str
    reason: str = Field(description="Why the first differing page is where it is")
    runs: str = Field(description="The pages of the strip as run-length text")
    cells: str = Field(description="The node of each page of the strip; a dot for none")


class CompareAnswer(_Shape):
    """Experiments side by side."""

    columns: list[CompareColumn]
    page: int | None = Field(description="First page that differs anywhere; null: there is none")
    sentence: str
    notices: list[str]
    results: DataTable
    strips: str = Field(description="SVG: the pages around the first difference")
    figures: dict[str, dict[str, Any]]
    markdown: str


class RaceAnomaly(_Shape):
    """Something that went wrong on the way to an end."""

    rule: str
    sentence: str
    values: dict[str, Any]
    schedules: int = Field(description="How many of the end's schedules show it")
    schedule: list[str] = Field(description="Whose turn it is, step by step, in the plainest")


class RaceEnd(_Shape):
    """One way in which a race ends."""

    schedules: int
    serial_orders: list[list[str]] = Field(description="Orders of whole actors that end so")
    schedule: list[str]
    switches: int
    anomalies: list[RaceAnomaly]
    answers: dict[str, list[dict[str, Any]]] = Field(description="Each actor's steps, answered")
    state: dict[str, Any] = Field(description="Policies, pages and weights at the end")


class RaceAnswer(_Shape):
    """A race explored."""

    title: str
    about: str
    actors: list[str]
    schedules: int
    exact: bool = Field(description="Whether counts are exact, or lower bounds")
    states: int
    transitions: int
    outcomes: list[RaceEnd]


class InterfaceStep(_Shape):
    """One thing to do."""

    event: dict[str, Any]
    line: str
    bytes: int
    root: bool


class ReadBack(_Shape):
    """How a policy is read back whole."""

    calls: int
    files: int
    untold: list[str]


class InterfaceAnswer(_Shape):
    """What one interface makes of an intent."""

    interface: str
    title: str
    status: str
    says_it: bool
    limits: dict[str, str] = Field(description="Parts of a policy without a word, and why")
    steps: list[InterfaceStep]
    calls_to_set: int
    bytes_to_set: int
    cannot: list[str]
    effects: list[str]
    read_back: ReadBack
    half_made: list[str]
    errors: list[str]
    pages_elsewhere: int = Field(description="Pages on another node than wanted")
    pages_to_move: int = Field(description="Pages to move for the same number on each node")
    pages: int
    gb_per_s: float | None
    percent: float | None
    experiment: dict[str, Any] | None = None


class InterfacesAnswer(_Shape):
    """An intent in every interface."""

    schema_version: Literal[1] = Field(alias="schema")
    intent: str
    revision: str
    gb_per_s: float | None
    interfaces: list[InterfaceAnswer]
