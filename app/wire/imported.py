"""The shape of what was read from the outputs of a real machine."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from app.wire.shape import Shape

__all__ = ("ImportAnswer",)


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
    """What was done with a piece of the text; ``doubt`` is what people should look at first."""

    kind: Literal["used", "ignored", "assumed", "doubt"]
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


class PairItem(Shape):
    """What CPUs of a node were measured to get of a memory: ns, and MiB/s of reads."""

    initiator: int
    target: int
    idle_ns: int | None
    read_mib_per_s: int | None


class MeasuredItem(Shape):
    """What texts say of a run."""

    pages: dict[str, int]
    regions: list[RegionItem]
    counters: dict[str, dict[str, int]]
    curves: list[CurveItem]
    pairs: list[PairItem]


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
