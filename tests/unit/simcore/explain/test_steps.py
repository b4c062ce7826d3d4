from simcore.explain import explain
from simcore.explain.steps import Explanation, Step, listed
from simcore.spec import decode
from tests.build import experiment, mmap, touch, two_nodes


def test_a_step_and_an_explanation_are_plain_data() -> None:
    step = Step("move", "It moved.", "do_mbind", {"from": 0})
    plain = {"rule": "move", "text": "It moved.", "kernel_function": "do_mbind"}
    assert Explanation(1, (step,)).plain() == {
        "node": 1,
        "steps": [plain | {"values": {"from": 0}}],
    }


def test_nodes_are_listed_with_commas() -> None:
    assert listed((2, 0, 1)) == "2, 0, 1"


def test_every_step_names_a_function_of_the_kernel() -> None:
    found = explain(decode(experiment(two_nodes(), mmap(4), touch("0-3"))), "heap", 2)
    assert all(step.kernel_function.isidentifier() for step in found.steps)
