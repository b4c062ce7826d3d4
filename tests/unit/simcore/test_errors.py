from simcore.errors import Problem, SimError, SpecError, pointer


def test_a_pointer_names_a_place_in_the_document() -> None:
    assert pointer("machine", "nodes", 0, "mib") == "/machine/nodes/0/mib"
    assert pointer() == ""


def test_slashes_and_tildes_in_names_are_escaped_in_pointers() -> None:
    assert pointer("sources", "/nodes/0", "a~b") == "/sources/~1nodes~10/a~0b"


def test_a_refusal_carries_all_its_problems_in_order() -> None:
    problems = (Problem("/a", "is required"), Problem("", "is too long"))

    refusal = SpecError(problems)

    assert refusal.problems == problems
    assert str(refusal) == "/a: is required; /: is too long"
    assert isinstance(refusal, SimError)


def test_a_refusal_can_be_made_of_one_problem() -> None:
    refusal = SpecError.at("/kernel", "is unknown")

    assert list(refusal.problems) == [Problem("/kernel", "is unknown")]
