"""Races: two to four actors, every schedule of their steps, grouped by how it ends.

race = decode_race(document)
report = explore(race)                       # outcomes, counts, anomalies
walk(race, report.outcomes[0].schedule)      # step by step
piece("home-node-two-calls").race            # a set piece
"""

from simcore.races.anomalies import RULES, Anomaly
from simcore.races.document import MAX_FAULTS, MAX_STEPS, Actor, Intent, Race, Step, decode_race
from simcore.races.library import PIECES, Piece, piece, piece_text
from simcore.races.outcomes import Outcome, Report, StepAnswer, explore
from simcore.races.walk import Moment, walk

__all__ = (
    "MAX_FAULTS",
    "MAX_STEPS",
    "PIECES",
    "RULES",
    "Actor",
    "Anomaly",
    "Intent",
    "Moment",
    "Outcome",
    "Piece",
    "Race",
    "Report",
    "Step",
    "StepAnswer",
    "decode_race",
    "explore",
    "piece",
    "piece_text",
    "walk",
)
