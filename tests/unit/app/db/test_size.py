"""How much a store takes, on either database, and when its server is away."""

from __future__ import annotations

import math
from pathlib import Path

from app.db.engine import open_engine
from app.db.migrate import migrate
from app.db.size import stored_bytes
from app.settings import Settings
from tests.conftest import ON_BOTH


@ON_BOTH
def test_a_store_takes_something(settings: Settings) -> None:
    engine = open_engine(settings.store_url)
    migrate(engine)

    assert stored_bytes(engine) > 4096
    engine.dispose()


def test_a_server_that_is_away_gives_no_number(tmp_path: Path) -> None:
    engine = open_engine(f"postgresql://ilx@/data?host={tmp_path}")

    assert math.isnan(stored_bytes(engine))
