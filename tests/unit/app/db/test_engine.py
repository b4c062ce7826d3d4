"""The engine: which databases will do, and how connections to them are set up."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.db.engine import BUSY_TIMEOUT_MS, DatabaseError, open_engine


def test_every_connection_to_sqlite_is_set_up(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/ilx.db")
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            asked = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
            }
            assert asked == {
                "journal_mode": "wal",
                "foreign_keys": 1,
                "busy_timeout": BUSY_TIMEOUT_MS,
                "synchronous": 1,
            }


@pytest.mark.parametrize(
    "url", ["mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "no address"]
)
def test_what_would_not_keep_links_is_refused(url: str) -> None:
    with pytest.raises(DatabaseError):
        open_engine(url)


def test_postgresql_is_spoken_to_by_psycopg() -> None:
    engine = open_engine("postgresql://ilx@/data?host=/nowhere")

    assert (engine.dialect.name, engine.dialect.driver) == ("postgresql", "psycopg")
    engine.dispose()


def test_a_folder_that_cannot_be_made_is_named_with_its_variable() -> None:
    with pytest.raises(DatabaseError, match=r"/dev/null/data \(ILX_DATA_DIR\), cannot be made"):
        open_engine("sqlite:////dev/null/data/ilx.db")
