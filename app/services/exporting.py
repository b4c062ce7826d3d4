"""Texts to carry away: an experiment and the name of an output in, a file out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urljoin

from pydantic import Field

from app.errors import UnknownError
from app.present.home import OUTPUTS, Output, Subject
from app.present.views import View
from app.services.run import Simulate
from app.services.unwrapping import is_wrapped, unwrap
from app.words import ENGLISH, Words
from simcore.spec import decode
from simcore.spec.base import Model

__all__ = ("ExportRequest", "Exported", "exported", "listed", "output", "written")

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


def listed(words: Words) -> list[dict[str, str]]:
    """Name, label and extension of every output, in the order in which people see them."""
    return [
        {"name": each.name, "label": each.label_in(words), "extension": each.extension}
        for each in OUTPUTS.values()
    ]


def output(name: str) -> Output:
    """The output called ``name``. Raises UnknownError."""
    try:
        return OUTPUTS[name]
    except KeyError:
        known = ", ".join(OUTPUTS)
        raise UnknownError(f"There is no output {name[:40]!r}; there are {known}.") from None


def exported(
    name: str, document: Any, simulate: Simulate, *, base: str = "", words: Words = ENGLISH
) -> Exported:
    """The file that plain data asks for. Raises UnknownError and SpecError.

    ``base`` is the site's address; a link is written below it, so that a file on a disk leads
    back, too.
    """
    wanted = output(name)
    if is_wrapped(document):
        experiment, asked = unwrap(document, ExportRequest)
        link = asked.link
    else:
        experiment, link = decode(document), ""
    view = View(experiment, simulate(experiment), words=words)
    return written(wanted, view, link and urljoin(base, link))


def written(wanted: Output, view: View, link: str = "") -> Exported:
    """The file of an experiment whose result is known."""
    return Exported(wanted.filename, wanted.media_type, wanted.write(Subject(view, link)))
