import pytest

from simcore.reproduce.texts import runtime


@pytest.mark.parametrize("name", ["head.c", "calls.c", "head.sh"])
def test_texts_are_there_and_plain(name: str) -> None:
    assert runtime(name).endswith("\n")
    assert runtime(name).replace("…", "").isascii()


def test_a_text_that_is_none_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        runtime("none.c")
