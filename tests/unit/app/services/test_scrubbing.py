"""The server takes out of a text just what the browser does: same table, same examples."""

from __future__ import annotations

import json
import time

import pytest

from app.services.scrubbing import Removed, Scrubbed, scrub, scrub_all, total
from simcore.interchange.pastes import read_paste
from tests.conftest import DATA

GOLDEN = json.loads((DATA.parent / "golden/scrub.json").read_text())


@pytest.mark.parametrize("example", GOLDEN, ids=lambda example: example["story"])
def test_what_identifies_is_taken_out_and_counted(example: dict[str, str]) -> None:
    done = scrub(example["text"])

    assert done.text == example["scrubbed"]
    assert {one.kind: one.count for one in done.removed} == example["removed"]
    assert scrub(done.text) == Scrubbed(done.text, (), ())


def test_an_example_shows_no_more_than_a_first_letter() -> None:
    removed = scrub('<info name="HostName" value="db-7"/>').removed
    assert removed == (Removed("host name", 1, "d•••"),)


def test_a_name_of_one_text_is_taken_out_of_all() -> None:
    one, two = scrub_all(["mount of bigbox-17", "bigbox-17:~ # lscpu\n"])
    assert (one.text, two.text) == ("mount of name", "host:~ # lscpu\n")


def test_several_texts_are_counted_together() -> None:
    assert total([Removed("UUID", 1, "a•"), Removed("UUID", 2, "b•")]) == (
        Removed("UUID", 3, "a•"),
    )


@pytest.mark.parametrize("name", ["numactl-H.txt", "lscpu.json", "hmat-sysfs.txt", "lstopo.xml"])
def test_what_a_machine_is_made_of_stays(name: str) -> None:
    text = (DATA / "formats" / name).read_text()

    scrubbed = scrub(text).text

    assert read_paste(scrubbed).readings == read_paste(text).readings
    assert "synth-hetmem" not in scrubbed


@pytest.mark.parametrize(
    "piece",
    [
        "a@",
        "0:",
        "1.",
        "fe80:",
        " ",
        "\n[",
        "/home/",
        '"serial":',
        "(",
        "a@b\n",
        "a1:~ #\n",
        "x% \n",
        "\x1b[m",
        "$ hostname\n",
    ],
)
def test_junk_takes_no_time(piece: str) -> None:
    start = time.perf_counter()
    scrub(piece * 100_000)
    assert time.perf_counter() - start < 5
