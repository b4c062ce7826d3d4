from simcore.interfaces.answers import Between, Reading
from simcore.interfaces.plan import Step
from tests.unit.simcore.interfaces.asked import NINE_TO_ONE, compared


def test_a_state_between_is_told_in_a_sentence() -> None:
    between = Between(1, "echo 9 > node0", "task default; sysfs 9:1", 104858)

    told = "task default; sysfs 9:1 (104,858 pages elsewhere if touched then)"
    assert str(between) == f"after step 1: {told}"


def test_reading_counts_calls_and_files() -> None:
    reading = Reading((Step(line="a"), Step(line="b", kind="file")), ("weights",))

    assert (reading.calls, reading.files, reading.whole) == (1, 1, False)


def test_an_answer_brings_the_experiment_that_says_it_and_the_rules_behind_its_sentences() -> None:
    answer = compared(weights=NINE_TO_ONE).answer("attribute")
    plain = answer.plain()

    assert answer.experiment is not None
    assert answer.experiment.kernel == "attribute-flags"
    assert plain["rules"]["cannot"] == ["ratio"]
    assert len(plain["cannot"]) == 1
    assert plain["half_made"] == [str(each) for each in answer.between]
    assert plain["pages_to_move"] < plain["pages_elsewhere"]
