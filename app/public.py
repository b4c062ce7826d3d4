"""Under which address people reach this server: what goes into links for other sites."""

from __future__ import annotations

from starlette.requests import Request

__all__ = ("public_base",)


def public_base(request: Request) -> str:
    """Scheme and host without a slash at the end: the operator's word, or what was asked for."""
    said: str | None = request.app.state.public_url
    return said or str(request.base_url).rstrip("/")
