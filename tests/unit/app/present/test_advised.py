"""The advice of the search is told from findings; in English as the core tells it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.present.advised import paragraph, verdict
from app.present.text import THIN
from app.words import ENGLISH, words_of
from simcore.search import Bound, Findings, advise, find
from simcore.search import words as core
from simcore.spec import decode
from tests.build import searched, two_homes

GERMAN = words_of("de")
RATES = {
    "fast and slow": (190.0, 21.0),
    "equal": (100.0, 100.0),
    "three": (200.0, 50.0, 25.0),
    "one is enough": (400.0, 2.0),
    "ten": tuple(20.0 + node for node in range(10)),
}


def found(rates: tuple[float, ...], *, threads: int = 64, limit: int = 8) -> Findings:
    bandwidth = {node: int(rate) for node, rate in enumerate(rates)}
    return find(searched(*rates, threads=threads), Bound(limit=limit), bandwidth)


def spaced(told: str) -> str:
    """With the blanks of plain text before per cent: people read narrow ones there."""
    return told.replace(THIN, " ")


@pytest.mark.parametrize("threads", [2, 64])
@pytest.mark.parametrize("case", RATES)
def test_english_is_the_cores_own(case: str, threads: int) -> None:
    limit = 2 if case == "ten" else 8
    findings = found(RATES[case], threads=threads, limit=limit)
    assert verdict(findings, ENGLISH) == core.verdict(findings)
    assert spaced(paragraph(findings, ENGLISH)) == core.paragraph(findings)


def test_german_has_a_sentence_for_each_kind_of_advice() -> None:
    assert verdict(found((190.0, 21.0), limit=32), GERMAN) == "10:1 setzen."
    equal = found((100.0, 100.0))
    assert verdict(equal, GERMAN) == "Einfaches Interleave über die Knoten 0-1 verwenden."
    alone = found((200.0, 20.0), threads=2)
    assert verdict(alone, GERMAN) == "An Knoten 0 binden: Keine Gewichte lohnen die Mühe."
    assert "Knoten 1 brächte weniger als 1 % dazu" in spaced(paragraph(alone, GERMAN))


def test_a_bound_on_the_sum_is_told() -> None:
    findings = find(searched(190.0, 21.0), Bound(limit=8, total=9), {0: 190, 1: 21})
    assert spaced(paragraph(findings, ENGLISH)) == core.paragraph(findings)
    assert "mit einer Summe bis 9" in paragraph(findings, GERMAN)


def test_pages_that_lie_better_than_by_any_weights_are_left_in_both_languages() -> None:
    preset = Path("app/presets/two-sockets.json").read_text("utf-8")
    advice = advise(decode(two_homes(json.loads(preset)["experiment"])))
    findings = advice.findings
    assert findings.now is not None
    assert findings.now.expected > findings.best.gb_per_s
    assert spaced(paragraph(findings, ENGLISH)) == advice.text
    assert advice.commands == ()
    assert verdict(findings, GERMAN).startswith("So lassen:")
    assert "Die Seiten, wie sie liegen, bringen" in paragraph(findings, GERMAN)
