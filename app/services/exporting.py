"""Texts to carry away: an experiment and the name of an output in, a file out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError

from app.errors import UnknownError
from app.present.home import OUTPUTS, Output, Subject
from app.present.views import View
from app.services.run import Simulate
from simcore.errors import SpecError
from simcore.result import Result
from simcore.spec import Experiment, decode
from simcore.spec.base import Model
from simcore.spec.decode import problems_of

__all__ = ("EXPORTS", "ExportRequest", "Exported", "exported", "listed", "output", "written")

EXPORTS: Final[Mapping[str, Output]] = {**OUTPUTS}
"""Every text by name, in the order in which people see them."""

_PART = r"[^\s()<>\\]*"
Link = Annotated[str, Field(max_length=65536, pattern=rf"^(|#{_PART}|/([^/\s()<>\\]{_PART})?)$")]
"""A path of this site or a fragment; no other site's address is written into a file."""


class ExportRequest(Model):
    """An experiment, how it is shown, and the address that leads back to it."""

    experiment: dict[str, Any]
    view: dict[str, Any] = Field(default_factory=dict)
    link: Link = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file: its name, its kind, its text."""

    filename: str
    media_type: str
    text: str


def listed() -> list[dict[str, str]]:
    """Name, label and extension of every output."""
    return [
        {"name": each.name, "label": each.label, "extension": each.filename.rpartition(".")[2]}
        for each in EXPORTS.values()
    ]


def output(name: str) -> Output:
    """The output called ``name``. Raises UnknownError."""
    try:
        return EXPORTS[name]
    except KeyError:
        known = ", ".join(EXPORTS)
        raise UnknownError(f"There is no output {name[:40]!r}; there are {known}.") from None


def exported(name: str, document: Any, simulate: Simulate) -> Exported:
    """The file that plain data asks for. Raises UnknownError and SpecError."""
    wanted = output(name)
    if not isinstance(document, Mapping) or "experiment" not in document:
        experiment, link = decode(document), ""
    else:
        experiment, link = _read(document)
    return written(wanted, experiment, simulate(experiment), link)


def _read(document: Mapping[str, Any]) -> tuple[Experiment, str]:
    """The experiment and the link of a wrapper; problems are told by their place in it."""
    try:
        asked = ExportRequest.model_validate(document)
    except ValidationError as error:
        raise SpecError(problems_of(error)) from None
    try:
        return decode(asked.experiment), asked.link
    except SpecError as error:
        raise error.below("/experiment") from None


def written(wanted: Output, experiment: Experiment, result: Result, link: str = "") -> Exported:
    """The file of an experiment whose result is known."""
    text = wanted.write(Subject(View(experiment, result), link))
    return Exported(wanted.filename, wanted.media_type, text)
