from simcore.replay.tally import Difference, Tally


def test_tallies_add_up_and_the_last_line_tells_them() -> None:
    total = Tally()
    total.add(Tally(files=1, cases=2, pages=3, wrong_pages=1, calls=4, steps=5, inexact=6))
    total.add(Tally(files=1, wrong_calls=1, wrong_steps=2))
    assert total.wrong == 4
    assert total.last_line() == (
        "replayed 2 files, 2 cases: pages 3, wrong 1; calls 4, wrong 1; "
        "counter steps 5, wrong 2; inexact 6"
    )


def test_a_difference_reads_as_a_sentence() -> None:
    found = Difference("A1", 3, "ret", 0, -1, "why")
    assert str(found) == "  A1 op 3: ret: expected 0, got -1 (why)"
