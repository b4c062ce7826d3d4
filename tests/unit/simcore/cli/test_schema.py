import json
from typing import Any

import pytest

from simcore.cli.schema import main
from simcore.spec.events import OPS


@pytest.fixture
def schema(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main([]) == 0
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return printed


def test_the_schema_is_printed_and_strict(schema: dict[str, Any]) -> None:
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"machine", "tasks"}


def test_the_schema_tells_events_apart_by_their_op(schema: dict[str, Any]) -> None:
    events = schema["properties"]["events"]["items"]

    assert events["discriminator"]["propertyName"] == "op"
    assert set(events["discriminator"]["mapping"]) == set(OPS)


def test_the_schema_takes_no_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["extra"])
    assert ended.value.code == 2
    assert "usage: ilx schema" in capsys.readouterr().err
