from string import Formatter

from simcore.interfaces.plan import LABELS, REASONS, Plan
from simcore.syscalls.calls import Status


def test_every_status_has_a_label() -> None:
    assert set(LABELS) == set(Status)


def test_a_reason_is_told_once_with_its_words_filled_in() -> None:
    plan = Plan()
    plan.leaves_out("home_node", name="sysfs")
    plan.leaves_out("home_node", name="sysfs")
    plan.note("root")

    assert [each.text for each in plan.cannot] == ["a home node: sysfs has no place for one"]
    assert [each.rule for each in plan.notes] == ["root"]


def test_sentences_have_named_places_only() -> None:
    for text in REASONS.values():
        assert all(name != "" for _, name, _, _ in Formatter().parse(text) if name is not None)
