"""The workbench page: one experiment, its controls and everything that follows from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.present.advice import Advice, advise
from app.present.defaults import defaults
from app.present.drawing.charts import draw_curve, draw_distribution, draw_strip
from app.present.drawing.machine import draw_machine
from app.present.drift import Drift
from app.present.embedding.card import LinkCard, link_card
from app.present.figures.bandwidth import HEIGHT as CURVE_HEIGHT
from app.present.figures.shares import bar_height
from app.present.figures.strip import HEIGHT as STRIP_HEIGHT
from app.present.home import OUTPUTS
from app.present.home.numactl import commands
from app.present.home.report import policy_words
from app.present.kinds import KINDS
from app.present.moments import NO_MOMENTS, Moments
from app.present.preview import preview_payload, summaries, tags
from app.present.rounds import round_told
from app.present.state import NOTHING_CHOSEN, ViewState
from app.present.tables import Table, tables
from app.present.views import STRIP_COLUMNS, View
from app.present.vocabulary import mode_meaning, mode_names, vocabulary
from app.present.weighing import weights_note
from app.words import ENGLISH, Words
from simcore.interfaces.ways import WAYS
from simcore.result import Result
from simcore.spec.canonical import canonical_text
from simcore.spec.events import Mmap
from simcore.spec.experiment import KERNELS, Experiment

__all__ = (
    "Chart",
    "NodeControl",
    "PresetChoice",
    "ShareInfo",
    "WorkbenchPage",
    "charts",
    "workbench_page",
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure's place on the page: the server's picture until the browser draws it."""

    name: str
    title: str
    tag: str
    picture: Markup | None
    summary: str
    height: int
    table: Table | None = None
    absent: bool = False
    """Whether pages are shown that are not there yet."""


@dataclass(frozen=True, slots=True)
class NodeControl:
    """A node in the policy controls and in the list of rates."""

    id: int
    kind: str
    label: str
    chosen: bool
    weight: int
    has_memory: bool
    read_mib_per_s: int | None
    write_mib_per_s: int | None
    idle_ns: int | None
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModeChoice:
    """A mode in the select box."""

    name: str
    label: str
    meaning: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class OutputTab:
    """A text to take home, and the name of its file."""

    name: str
    label: str
    filename: str


@dataclass(frozen=True, slots=True)
class PresetChoice:
    """A machine to start from."""

    name: str
    title: str
    summary: str
    chosen: bool = False
    view: str = "{}"
    """How it is opened, as JSON."""


@dataclass(frozen=True, slots=True)
class ShareInfo:
    """What a stored experiment bears beside its content."""

    sid: str
    title: str
    notes: str
    created: str
    parent: str | None
    model: str
    drift: Drift | None = None
    withdrawable: bool = False

    @property
    def when(self) -> str:
        """The moment of saving, without the letters of a format for machines."""
        return f"{self.created[:10]}, {self.created[11:16]} UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """What the form offers and what is set in it: kernel, policy, nodes, workload."""

    kernels: tuple[str, ...]
    kernel_note: str
    interfaces: Mapping[str, str]
    kernel: str
    modes: tuple[ModeChoice, ...]
    nodes: tuple[NodeControl, ...]
    pages: int
    threads: int
    read_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbenchPage:
    """Everything the template places; nothing is decided there."""

    title: str
    description: str
    advice: Advice
    machine_picture: Markup
    machine_tag: str
    controls: Controls
    charts: tuple[Chart, ...]
    node_table: Table
    event_table: Table
    commands: tuple[str, ...]
    policy_words: str
    weights_note: str
    round_told: str
    outputs: tuple[OutputTab, ...]
    presets: tuple[PresetChoice, ...]
    preset: str | None
    source: str
    share: ShareInfo | None
    draft: str | None
    card: LinkCard | None
    notices: tuple[str, ...]
    moments: Moments
    experiment_text: str
    boot_text: Markup
    model: str
    strip_columns: int = STRIP_COLUMNS


def workbench_page(
    experiment: Experiment,
    result: Result,
    *,
    presets: Sequence[PresetChoice] = (),
    source: str = "",
    share: ShareInfo | None = None,
    draft: str | None = None,
    base: str = "",
    notices: Sequence[str] = (),
    state: ViewState = NOTHING_CHOSEN,
    moments: Moments = NO_MOMENTS,
    words: Words = ENGLISH,
    shown: tuple[Experiment, Result] | None = None,
) -> WorkbenchPage:
    """The context of ``pages/workbench.html``.

    ``source`` names a preset with its changes in an address, as a sid does what is stored.
    ``base`` is the site's address, for the card of a link; ``shown`` is cut at a moment.
    """
    end = View(experiment, result, state, words)
    view = View(*shown, state, words, (experiment, result)) if shown else end
    advice, made = advise(view), tables(view)
    return WorkbenchPage(
        title=share.title if share and share.title else words("frame.name"),
        description=f"{advice.verdict} {advice.sentence}",
        advice=advice,
        machine_picture=draw_machine(experiment.machine, view.result, at=state.at, words=words),
        machine_tag=tags(view)["machine"],
        controls=_controls(end),
        charts=charts(view, made),
        node_table=made["nodes"],
        event_table=made["events"],
        commands=tuple(commands(end)),
        policy_words=policy_words(end),
        weights_note=weights_note(end),
        round_told=round_told(view).told,
        outputs=_outputs(words),
        presets=tuple(presets),
        preset=next((preset.name for preset in presets if preset.chosen), None),
        source=share.sid if share else source,
        share=share,
        draft=draft,
        card=link_card(end, title=share.title, sid=share.sid, base=base) if share else None,
        notices=tuple(notices),
        moments=moments,
        experiment_text=canonical_text(experiment),
        boot_text=_boot_text(view),
        model=result.model,
    )


def _controls(view: View) -> Controls:
    experiment = view.experiment
    stream = experiment.workload.streams[0] if experiment.workload.streams else None
    regions = [event for event in experiment.events if isinstance(event, Mmap)]
    return Controls(
        kernels=KERNELS,
        kernel_note=view.words(f"vocabulary.kernel_{experiment.kernel}"),
        interfaces={way.name: way.title for way in WAYS},
        kernel=experiment.kernel,
        modes=_modes(view),
        nodes=_nodes(view),
        pages=regions[0].pages if regions else 0,
        threads=stream.threads if stream else 1,
        read_percent=round(stream.read_permille / 10) if stream else 67,
    )


def _boot_text(view: View) -> Markup:
    """What the scripts start from, safe inside a script element of type application/json."""
    plain = {
        "experiment": view.end.experiment.model_dump(mode="json"),
        "view": view.state.model_dump(mode="json", exclude_defaults=True),
        "defaults": defaults(),
        "preview": preview_payload(view),
        "vocabulary": vocabulary(view.words),
    }
    text = json.dumps(plain, separators=(",", ":"), ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))


def _outputs(words: Words) -> tuple[OutputTab, ...]:
    return tuple(
        OutputTab(each.name, each.label_in(words), each.filename) for each in OUTPUTS.values()
    )


def _modes(view: View) -> tuple[ModeChoice, ...]:
    chosen = view.policy.mode if view.policy else "default"
    return tuple(
        ModeChoice(name, name.replace("_", " "), mode_meaning(name, view.words), name == chosen)
        for name in mode_names()
    )


def _nodes(view: View) -> tuple[NodeControl, ...]:
    machine = view.experiment.machine
    return tuple(
        NodeControl(
            id=node.id,
            kind=node.kind,
            label=KINDS[node.kind].label,
            chosen=node.id in view.policy_nodes,
            weight=view.weights[node.id],
            has_memory=node.id in machine.has_memory,
            read_mib_per_s=node.read_mib_per_s,
            write_mib_per_s=node.write_mib_per_s,
            idle_ns=node.idle_ns,
            assumed=tuple(
                field
                for field in ("read_mib_per_s", "write_mib_per_s", "idle_ns")
                if machine.sources.get(f"/nodes/{place}/{field}") in ("assumed", "estimated")
            ),
        )
        for place, node in enumerate(machine.nodes)
    )


def _folded(view: View, said: Mapping[str, str], made: dict[str, Table]) -> tuple[Chart, ...]:
    """Figures that are drawn when somebody unfolds them."""
    return tuple(
        Chart(name, view.words(f"figure.{name}"), "", None, said[name], 0, made[name])
        for name in ("utilisation", "latency")
        if name in made
    )


def charts(view: View, made: dict[str, Table]) -> tuple[Chart, ...]:
    """Every figure with its picture and its table; those that fold away have no picture."""
    say, said, facts = view.words, summaries(view), tags(view)
    bars = len(view.result.nodes)
    return (
        Chart(
            "bandwidth",
            say("figure.bandwidth"),
            facts.get("bandwidth", ""),
            draw_curve(view),
            said["bandwidth"],
            CURVE_HEIGHT,
            made.get("bandwidth"),
        ),
        Chart(
            "strip",
            say("figure.strip"),
            facts.get("strip", say("figure.no_region")),
            draw_strip(view),
            said["strip"],
            STRIP_HEIGHT,
            made.get("strip"),
            any(node < 0 for node in view.strip),
        ),
        Chart(
            "distribution",
            say("figure.distribution"),
            "",
            draw_distribution(view),
            said["distribution"],
            bar_height(bars),
            made.get("distribution"),
        ),
        *_folded(view, said, made),
    )
