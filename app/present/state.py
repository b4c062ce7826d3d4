"""How somebody looks at an experiment: part of a share, of a fragment and of a preview.

Nothing here changes what follows from the experiment, but ``moment``, which asks for the state
in between. ``off`` holds events that are switched off: they stand in the list and do not happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationError

from simcore.spec.base import Count, Listed, Model, Name, Positive, RegionName
from simcore.spec.limits import MAX_NODES, MAX_PAGES

__all__ = (
    "NOTHING_CHOSEN",
    "Measured",
    "MeasuredCurve",
    "MeasuredPair",
    "Moment",
    "OffEvent",
    "ViewState",
    "Window",
)

Place = Annotated[int, Field(ge=-100_000, le=100_000)]
Spot = Annotated[tuple[Place, Place], Listed]
ElementName = Annotated[str, Field(pattern=r"^(socket|switch|node)\d{1,3}$")]
NodeId = Annotated[int, Field(ge=0, lt=MAX_NODES)]


class Window(Model):
    """The pages of a region that the strip shows."""

    region: RegionName
    first: Annotated[int, Field(ge=0, lt=MAX_PAGES)] = 0
    count: Annotated[int, Field(ge=1, le=MAX_PAGES)]


class Moment(Model):
    """The state after event number ``event``, or after the first ``pages`` pages of its touch."""

    event: Annotated[int, Field(ge=-1, lt=100_000)]
    pages: Annotated[int, Field(ge=0, le=MAX_PAGES)] | None = None


class OffEvent(Model):
    """An event that is switched off; it stands before event number ``before``."""

    before: Count
    event: dict[str, Any]


class MeasuredCurve(Model):
    """A measured loaded latency: (MiB/s, ns) points; ``node`` where it is known."""

    node: NodeId | None = None
    together: bool = False
    """Of all nodes with CPUs at once, each from its own CPUs: rates are sums."""
    points: Annotated[
        tuple[Annotated[tuple[Count, Positive], Listed], ...], Listed, Field(max_length=256)
    ]


class MeasuredPair(Model):
    """What CPUs of a node were measured to get of a memory, alone: ns, and MiB/s of reads."""

    initiator: NodeId
    target: NodeId
    idle_ns: Positive | None = None
    read_mib_per_s: Positive | None = None


class Measured(Model):
    """What somebody measured on the real machine, to be laid over what the model says."""

    name: Annotated[str, Field(max_length=80)] = ""
    pages: dict[Annotated[str, Field(pattern=r"^\d{1,2}$")], Count] = Field(default_factory=dict)
    policies: Annotated[
        tuple[Annotated[str, Field(max_length=160)], ...], Listed, Field(max_length=16)
    ] = ()
    """The policies of the mappings, where pages of several were added up."""
    curves: Annotated[tuple[MeasuredCurve, ...], Listed, Field(max_length=MAX_NODES)] = ()
    pairs: Annotated[tuple[MeasuredPair, ...], Listed, Field(max_length=256)] = ()


class ViewState(Model):
    """Where the elements of the drawing lie, what is switched off, which pages are shown."""

    at: dict[ElementName, Spot] = Field(default_factory=dict, max_length=256)
    off: Annotated[tuple[OffEvent, ...], Listed, Field(max_length=200)] = ()
    page: Annotated[int, Field(ge=0, lt=MAX_PAGES)] | None = None
    window: Window | None = None
    moment: Moment | None = None
    measured: Measured | None = None
    preset: Name | None = None

    @classmethod
    def lenient(cls, plain: Mapping[str, Any]) -> ViewState:
        """The state that a stored view asks for; parts without a meaning today are left out."""
        kept: dict[str, Any] = {}
        for name, value in plain.items():
            try:
                cls.model_validate({name: value})
            except ValidationError:
                continue
            kept[name] = value
        return cls.model_validate(kept)


NOTHING_CHOSEN = ViewState()
"""The view of somebody who has just come in."""
