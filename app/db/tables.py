"""What is kept: content, results and shares, whose rows are added and never changed; and drafts.

A content is an experiment's canonical text under its hash. A result belongs to a content and
the version of the model that made it. A share is what a link opens: a content, the model whose
result it shows, and what its author says about it. One change is possible: the author of a draft
withdraws a share that was made from it; then its words go, and a tombstone stays.

A draft is somebody's work in progress, written by whoever holds its token.
"""

from __future__ import annotations

from sqlalchemy import false
from sqlmodel import Field, SQLModel

__all__ = ("Content", "Draft", "Share", "StoredResult")


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
    draft: str | None = Field(default=None, index=True)
    withdrawn: str | None = None
    listed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Draft(SQLModel, table=True):
    id: str = Field(primary_key=True)
    token: str
    version: int
    text: str
    created: str
    touched: str = Field(index=True)
    gone: str | None = None
