"""Text from a real machine becomes an experiment on it. Nothing of it is kept.

What the text does not say is asked (the kind of each memory) or assumed (rates), never guessed
in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError

from simcore.bandwidth.constants import GB_PER_S_PER_MIB_PER_S, KINDS, Kind, link_kind
from simcore.errors import SpecError
from simcore.formats import READERS
from simcore.formats.facts import Facts, Note
from simcore.formats.to_machine import (
    Ask,
    Assumptions,
    LinkRates,
    NodeRates,
    asks,
    kinds_of,
    to_machine,
)
from simcore.kernel.weights import proportional_weights
from simcore.nodemask import NodeMask
from simcore.spec import Experiment, decode
from simcore.spec.base import Model
from simcore.spec.decode import problems_of
from simcore.spec.limits import MAX_CPUS
from simcore.spec.machine import NODE_KINDS, Machine

__all__ = ("DEFAULT_FORMAT", "ImportRequest", "Imported", "import_text", "read_import")

DEFAULT_FORMAT: Final = "numactl-hardware"
HEAP_MIB: Final = 1024


class ImportRequest(Model):
    """A text, the answers given so far, and the format if it is not the usual one."""

    text: str
    kinds: dict[Annotated[str, Field(max_length=8)], str] = Field(default_factory=dict)
    format: str = DEFAULT_FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a text; ``experiment`` is None as long as there are questions."""

    format: str
    facts: Facts
    asks: tuple[Ask, ...]
    notes: tuple[Note, ...]
    experiment: Experiment | None

    def plain(self) -> dict[str, Any]:
        """Plain data for the API."""
        whole = self.experiment.model_dump(mode="json") if self.experiment else None
        return {
            "format": self.format,
            "facts": {
                "nodes": [asdict(node) for node in self.facts.nodes],
                "distance": self.facts.distance,
            },
            "asks": [asdict(ask) for ask in self.asks],
            "notes": [asdict(note) for note in self.notes],
            "machine": whole and whole["machine"],
            "experiment": whole,
        }


def read_import(document: Any) -> ImportRequest:
    """The request in plain data. Raises SpecError."""
    try:
        return ImportRequest.model_validate(document)
    except ValidationError as error:
        raise SpecError(problems_of(error)) from None


def import_text(request: ImportRequest) -> Imported:
    """Read a text as far as the answers go. Raises SpecError with every problem."""
    if request.format not in READERS:
        raise SpecError.at("/format", f"must be one of {', '.join(READERS)}")
    facts = READERS[request.format](request.text)
    kinds = kinds_of(facts, request.kinds)
    questions = asks(facts, kinds)
    if questions:
        return Imported(
            format=request.format,
            facts=facts,
            asks=questions,
            notes=facts.notes,
            experiment=None,
        )
    machine, assumed = to_machine(facts, kinds, _ASSUMED)
    return Imported(
        format=request.format,
        facts=facts,
        asks=(),
        notes=facts.notes + assumed,
        experiment=_experiment(machine),
    )


def _mib_per_s(gb_per_s: float) -> int:
    return round(gb_per_s / GB_PER_S_PER_MIB_PER_S)


def _node_rates(kind: Kind) -> NodeRates:
    read = _mib_per_s(kind.read_gb_per_s)
    return NodeRates(
        read_mib_per_s=read,
        write_mib_per_s=round(read * kind.write_ratio),
        total_mib_per_s=round(read * kind.total_ratio) if kind.total_ratio else None,
        idle_ns=round(kind.idle_ns),
    )


def _link_rates(kind: Kind) -> LinkRates:
    return LinkRates(mib_per_s=_mib_per_s(kind.read_gb_per_s), add_ns=round(kind.idle_ns))


_ASSUMED: Final = Assumptions(
    nodes={name: _node_rates(KINDS[name]) for name in NODE_KINDS},
    links={name: _link_rates(KINDS[link_kind(name)]) for name in ("upi", "cxl", "on_package")},
)


def _experiment(machine: Machine) -> Experiment:
    """Weighted interleave over all memory, from the CPUs of the first node that has some."""
    memory = [node for node in machine.nodes if node.mib]
    home = next(node for node in machine.nodes if node.cpus)
    pages = machine.pages_of(min(HEAP_MIB, sum(node.mib for node in memory)))
    return decode(
        {
            "machine": machine.model_dump(mode="json"),
            "sysfs": {"weights": _weights(machine)},
            "tasks": [{"name": "main", "cpu": NodeMask.parse(home.cpus, MAX_CPUS).first()}],
            "events": [
                {
                    "op": "set_mempolicy",
                    "mode": "weighted_interleave",
                    "nodes": str(machine.has_memory),
                },
                {"op": "mmap", "id": "heap", "pages": pages},
                {"op": "touch", "id": "heap", "pages": f"0-{pages - 1}"},
            ],
            "workload": {"streams": [{"threads": home.cpu_count, "regions": {"heap": 1000}}]},
        }
    )


def _weights(machine: Machine) -> Mapping[str, int]:
    rates = {node.id: node.read_mib_per_s or 1 for node in machine.nodes if node.mib}
    return {str(node): weight for node, weight in proportional_weights(rates).items()}
