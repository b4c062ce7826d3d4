"""Drafts in the store: written under a condition, discarded, expired."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db.drafts import DraftStore
from app.db.engine import open_engine
from app.db.migrate import migrate
from app.settings import Settings
from tests.conftest import ON_BOTH

pytestmark = ON_BOTH


@pytest.fixture
def drafts(settings: Settings) -> Iterator[DraftStore]:
    engine = open_engine(settings.store_url)
    migrate(engine)
    yield DraftStore(engine)
    engine.dispose()


def test_a_draft_is_kept_once(drafts: DraftStore) -> None:
    assert drafts.add("d1", "token", "one")
    assert not drafts.add("d1", "other", "two")

    kept = drafts.find("d1")
    assert kept is not None
    assert (kept.token, kept.text, kept.version, kept.gone) == ("token", "one", 1, None)
    assert drafts.find("d2") is None


def test_only_who_knows_the_version_writes(drafts: DraftStore) -> None:
    drafts.add("d1", "token", "one")

    assert drafts.write("d1", 1, "two")
    assert not drafts.write("d1", 1, "three")
    kept = drafts.find("d1")
    assert kept is not None
    assert (kept.text, kept.version) == ("two", 2)


def test_of_many_writers_at_once_one_wins(drafts: DraftStore) -> None:
    drafts.add("d1", "token", "start")

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(lambda n: drafts.write("d1", 1, f"writer {n}"), range(24)))

    assert sum(won) == 1
    kept = drafts.find("d1")
    assert kept is not None
    assert kept.text == f"writer {won.index(True)}"


def test_a_discarded_draft_leaves_its_name(drafts: DraftStore) -> None:
    drafts.add("d1", "token", "one")

    assert drafts.discard("d1", 1)

    kept = drafts.find("d1")
    assert kept is not None
    assert kept.gone
    assert kept.text == ""
    assert not drafts.write("d1", 2, "again")
    assert not drafts.discard("d1", 2)


def test_idle_drafts_expire_and_others_stay(drafts: DraftStore) -> None:
    drafts.add("d1", "token", "one")

    assert drafts.expire("2000-01-01T00:00:00+00:00") == 0
    assert drafts.expire("9000-01-01T00:00:00+00:00") == 1
    assert drafts.expire("9000-01-01T00:00:00+00:00") == 0
    kept = drafts.find("d1")
    assert kept is not None
    assert kept.text == ""
