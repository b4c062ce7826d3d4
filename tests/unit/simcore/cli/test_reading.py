from pathlib import Path

import pytest

from simcore.cli.reading import attempt, document_of
from simcore.errors import Problem, SpecError


def test_a_document_is_read_and_what_is_made_of_it_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text('{"a": 1}')
    assert attempt(str(file), lambda: document_of(str(file))["a"]) == 1


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert attempt("no-file", lambda: document_of("no-file")) is None
    assert capsys.readouterr().err == "no-file: No such file or directory\n"


def test_every_problem_is_told_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> None:
        raise SpecError([Problem("/a", "is odd"), Problem("", "is empty")])

    assert attempt("x.json", refuse) is None
    assert capsys.readouterr().err == "x.json: /a: is odd\nx.json: /: is empty\n"
