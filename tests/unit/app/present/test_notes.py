"""Every note of the engine is recognised and told; what is no note stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from app.present.notes import told
from app.words import ENGLISH, words_of
from simcore import decode, simulate
from simcore.performance.evaluate import ENDED
from tests.build import default_experiment, edited

GERMAN = words_of("de")


def notes(*edits: tuple[str, Any]) -> list[str]:
    document = default_experiment()
    for where, value in edits:
        document = edited(document, where, value)
    return simulate(decode(document)).notes


NOTES = [
    *ENDED.notes,
    *notes(("/workload/streams", [])),
    *notes(("/machine/nodes/0/read_mib_per_s", None)),
    "No page of heap, stack is present, so its stream moves nothing.",
    "No link leads from node 0 to node 3; it is taken as direct.",
]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_is_told_in_both_languages(note: str) -> None:
    assert told(note, ENGLISH) == note
    assert told(note, GERMAN) != note


def test_what_the_note_names_is_kept() -> None:
    note = "No link leads from node 0 to node 3; it is taken as direct."
    german = "Keine Verbindung führt von Knoten 0 zu Knoten 3; der Weg gilt als direkt."
    assert told(note, GERMAN) == german


def test_an_unknown_sentence_stays_as_it_is() -> None:
    assert told("Something of a later version.", GERMAN) == "Something of a later version."
