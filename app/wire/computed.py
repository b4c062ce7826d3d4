"""The shapes of what is computed and not stored."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from app.wire.shape import DataTable, Shape
from simcore.result import Result

__all__ = (
    "AdviceAnswer",
    "CompareAnswer",
    "ExplainAnswer",
    "ExportList",
    "PresetList",
    "PreviewAnswer",
)


class PreviewAnswer(Shape):
    """What follows from an experiment; nothing is stored."""

    result: Result
    figures: dict[str, dict[str, Any]] = Field(description="Plotly figures by name")
    tables: dict[str, DataTable]
    advice: str
    page: dict[str, Any] = Field(description="What the workbench shows; may change at any time")
    pictures: dict[str, str] = Field(default={}, description="SVG by name, where it was asked for")


class AdviceAnswer(Shape):
    """The best weights, and what lies around them."""

    verdict: str
    expected: str = Field(description="What the verdict brings")
    surroundings: str = Field(description="What lies around it, in sentences")
    text: str = Field(description="All three as one paragraph")
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
    differing: int | None = Field(
        description="Pages on another node than in A, of those both have; null: not counted"
    )
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
    tables: dict[str, DataTable] = Field(description="What strips and curves show, where drawn")
    strips: str = Field(description="SVG: the pages around the first difference")
    figures: dict[str, dict[str, Any]]
    picture: str = Field(description="SVG: the curves; where there are none, why")
    markdown: str
