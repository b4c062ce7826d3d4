"""The model card: the same for everybody, computed when somebody first asks."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from app.deps import PagesDep
from app.present.model_card import model_page
from app.services.model_card import predicted, published

__all__ = ("router",)

router = APIRouter(include_in_schema=False)


@router.get("/model")
def get_model(pages: PagesDep) -> Response:
    """Equations, constants, and every published case beside the prediction."""
    page = model_page(published(), predicted(), pages.words)
    return pages.page("pages/model.html", page, headers={"Cache-Control": "no-cache"})
