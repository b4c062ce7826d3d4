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
    "DifferenceAnswer",
    "DraftAnswer",
    "ExplainAnswer",
    "ExportList",
    "ImportAnswer",
    "LineageAnswer",
    "NewDraftAnswer",
    "PresetList",
    "PreviewAnswer",
    "ProblemDocument",
    "SavedAnswer",
    "Shape",
    "SharedAnswer",
)


class Shape(BaseModel):
    """Base of all answers: nothing that is not described."""

    model_config = ConfigDict(extra="forbid")


class ProblemItem(Shape):
    """One thing that is wrong."""

    pointer: str = Field(description="JSON pointer into the body; empty for the whole of it")
    detail: str


class ProblemDocument(Shape):
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


class DataTable(Shape):
    """A table twin of a figure."""

    model_config = ConfigDict(extra="allow")

    head: list[Any]
    rows: list[list[Any]]


class PreviewAnswer(Shape):
    """What follows from an experiment; nothing is stored."""

    result: Result
    figures: dict[str, dict[str, Any]] = Field(description="Plotly figures by name")
    tables: dict[str, DataTable]
    advice: str
    page: dict[str, Any] = Field(description="What the workbench shows; may change at any time")
    pictures: dict[str, str] = Field(default={}, description="SVG by name, where it was asked for")


class SharedAnswer(Shape):
    """Where a stored experiment lies."""

    sid: str
    url: str
    content: str


class MadeShareItem(Shape):
    """A share that was made from a draft and not withdrawn."""

    sid: str
    title: str
    created: str


class DraftAnswer(Shape):
    """A working copy; what follows ``shares`` can be sent as a share."""

    id: str
    version: int
    created: str
    touched: str
    shares: list[MadeShareItem]
    title: str
    notes: str
    parent: str | None
    listed: bool
    view: dict[str, Any]
    experiment: dict[str, Any]


class NewDraftAnswer(DraftAnswer):
    """A new working copy, its edit token, and the private address that holds both."""

    edit_token: str
    url: str


class ChangeItem(Shape):
    """One difference: where, what it was, what it is, and a sentence about it."""

    pointer: str
    before: Any
    after: Any
    rule: str
    values: dict[str, Any]
    text: str


class DifferenceAnswer(Shape):
    """All that leads from one experiment to another."""

    before: str = Field(alias="from")
    after: str = Field(alias="to")
    changes: list[ChangeItem]


class KinItem(Shape):
    """A share in a lineage; ``changes`` lead from its parent to it."""

    sid: str
    parent: str | None
    title: str
    created: str
    withdrawn: bool
    depth: int
    changes: list[ChangeItem]


class LineageAnswer(Shape):
    """Ancestors, the oldest first and the share itself last, and listed descendants."""

    sid: str
    ancestors: list[KinItem]
    descendants: list[KinItem]


class SavedAnswer(Shape):
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
    listed: bool = False


class AdviceAnswer(Shape):
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


class ExplainStep(Shape):
    """One decision: the rule, the sentence, who takes it in the kernel, the numbers."""

    rule: str
    text: str
    kernel_function: str
    values: dict[str, Any]


class ExplainAnswer(Shape):
    """Where a page is (null: nowhere), and why."""

    node: int | None
    steps: list[ExplainStep]


class PresetItem(Shape):
    """A preset's name, and what to say about it."""

    name: str
    title: str
    summary: str


class PresetList(Shape):
    """All presets."""

    presets: list[PresetItem]


class ExportItem(Shape):
    """A file that can be made of an experiment."""

    name: str
    label: str
    extension: str


class ExportList(Shape):
    """All of them."""

    exports: list[ExportItem]


class NodeItem(Shape):
    """A node as the text tells it."""

    id: int
    cpus: str
    mib: int | None
    free_mib: int | None


class FactsItem(Shape):
    """What the text tells."""

    nodes: list[NodeItem]
    distance: list[list[int]] | None


class ChoiceItem(Shape):
    """A possible answer."""

    value: str
    label: str


class AskItem(Shape):
    """A question whose answer belongs at ``pointer`` of the next request."""

    pointer: str
    node: int
    question: str
    hint: str
    proposed: Literal["", "dram", "hbm", "cxl", "remote", "pmem"]
    choices: list[ChoiceItem]


class NoteItem(Shape):
    """What was done with a piece of the text."""

    kind: Literal["used", "ignored", "assumed"]
    text: str


class LineNoteItem(NoteItem):
    """The same with its line, from 1; 0 for none."""

    line: int


class PasteItem(Shape):
    """What came of one text; several formats are joined by commas."""

    format: str
    label: str
    used: int = Field(description="Lines that a reader took")
    ignored: int = Field(description="Lines that no reader took")
    notes: list[LineNoteItem]


class OtherItem(Shape):
    """What else is said of a cell."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    value: int | str
    source: str
    origin: str | None = Field(alias="from")


class CellItem(Shape):
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


class HoleItem(Shape):
    """What nobody said and matters."""

    pointer: str
    text: str


class RemovedItem(Shape):
    """What was taken out of the texts before they were read."""

    kind: str
    count: int
    example: str = Field(description="One of them, masked")


class RegionItem(Shape):
    """Pages of a region by node; the policy in the kernel's words, where the text tells it."""

    name: str
    policy: str | None
    pages: dict[str, int]


class CurveItem(Shape):
    """A loaded latency: MiB/s and ns; the node is null where the text does not tell."""

    node: int | None
    points: list[tuple[int, int]]


class MeasuredItem(Shape):
    """What texts say of a run."""

    pages: dict[str, int]
    regions: list[RegionItem]
    counters: dict[str, dict[str, int]]
    curves: list[CurveItem]


class ImportAnswer(Shape):
    """What came of a text; the machine and the experiment are null while there are questions."""

    format: str
    facts: FactsItem
    asks: list[AskItem]
    taken: list[AskItem] = Field(description="Questions whose likely answer was taken")
    notes: list[NoteItem]
    pastes: list[PasteItem]
    cells: list[CellItem]
    holes: list[HoleItem]
    removed: list[RemovedItem]
    measured: MeasuredItem | None
    machine: dict[str, Any] | None
    experiment: dict[str, Any] | None


class CompareColumn(Shape):
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


class CompareAnswer(Shape):
    """Experiments side by side."""

    columns: list[CompareColumn]
    page: int | None = Field(description="First page that differs anywhere; null: there is none")
    sentence: str
    notices: list[str]
    results: DataTable
    strips: str = Field(description="SVG: the pages around the first difference")
    figures: dict[str, dict[str, Any]]
    markdown: str
