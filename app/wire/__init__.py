"""The shapes of the API's answers, for its description and for the tests that hold it to them.

Nothing is validated with these while the server runs: answers are made of checked values.
"""

from __future__ import annotations

from app.wire.computed import (
    AdviceAnswer,
    CompareAnswer,
    ExplainAnswer,
    ExportList,
    PresetList,
    PreviewAnswer,
)
from app.wire.embed import OEmbedAnswer
from app.wire.gallery import GalleryAnswer
from app.wire.imported import ImportAnswer
from app.wire.interfaces import InterfacesAnswer, RaceAnswer
from app.wire.shape import PROBLEM, ProblemDocument
from app.wire.stored import (
    DifferenceAnswer,
    DraftAnswer,
    LineageAnswer,
    NewDraftAnswer,
    SavedAnswer,
    SharedAnswer,
)

__all__ = (
    "PROBLEM",
    "AdviceAnswer",
    "CompareAnswer",
    "DifferenceAnswer",
    "DraftAnswer",
    "ExplainAnswer",
    "ExportList",
    "GalleryAnswer",
    "ImportAnswer",
    "InterfacesAnswer",
    "LineageAnswer",
    "NewDraftAnswer",
    "OEmbedAnswer",
    "PresetList",
    "PreviewAnswer",
    "ProblemDocument",
    "RaceAnswer",
    "SavedAnswer",
    "SharedAnswer",
)
