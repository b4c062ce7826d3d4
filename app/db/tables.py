"""What is kept: content, results and shares. Rows are added and never changed.

A content is an experiment's canonical text under its hash. A result belongs to a content and
the version of the model that made it. A share is what a link opens: a content, the model whose
result it shows, and what its author says about it.
"""

from __future__ import annotations

from sqlmodel import Field, SQLModel

__all__ = ("Content", "Share", "StoredResult")


class Content(SQLModel, table=True):
    content: str = Field(primary_key=True)
    text: str


class StoredResult(SQLModel, table=True):
    __tablename__ = "result"

    content: str = Field(primary_key=True, foreign_key="content.content")
    model: str = Field(primary_key=True)
    text: str
    created: str


class Share(SQLModel, table=True):
    sid: str = Field(primary_key=True)
    digest: str = Field(unique=True)
    content: str = Field(foreign_key="content.content", index=True)
    model: str
    parent: str | None = Field(default=None, foreign_key="share.sid", index=True)
    title: str
    notes: str
    view: str
    created: str
