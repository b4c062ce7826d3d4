"""POST /api/v1/import: text from a real machine becomes an experiment; nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.db.store import Store
from app.wire import ImportAnswer
from simcore.interchange import READERS
from tests.api.test_bad_input import count
from tests.conftest import DATA

KINDS = {"0": "dram", "1": "dram", "2": "hbm", "3": "cxl"}


def told(answer: Any) -> list[str]:
    assert answer.status_code == 422
    return [problem["pointer"] for problem in answer.json()["errors"]]


def test_the_kinds_of_memory_are_asked_first(client: TestClient, numactl: str) -> None:
    answer = client.post("/api/v1/import", json={"text": numactl})

    assert answer.status_code == 200
    came = ImportAnswer.model_validate_json(answer.content)
    assert [ask.pointer for ask in came.asks] == ["/kinds/0", "/kinds/1", "/kinds/2", "/kinds/3"]
    assert [choice.value for choice in came.asks[0].choices][:3] == ["dram", "hbm", "cxl"]
    assert came.experiment is None
    assert came.machine is None


def test_only_what_is_not_answered_is_asked_again(client: TestClient, numactl: str) -> None:
    body = {"text": numactl, "kinds": {"0": "dram", "1": "dram", "2": ""}}

    asks = client.post("/api/v1/import", json=body).json()["asks"]

    assert [ask["node"] for ask in asks] == [2, 3]


def test_with_all_answers_the_machine_runs(client: TestClient, store: Store, numactl: str) -> None:
    answer = client.post("/api/v1/import", json={"text": numactl, "kinds": KINDS})

    came = ImportAnswer.model_validate_json(answer.content)
    assert came.asks == []
    assert came.experiment is not None
    assert came.experiment["machine"] == came.machine
    assert {note.kind for note in came.notes} == {"used", "assumed"}
    assert count(store) == [0, 0, 0]
    shown = client.post("/api/v1/preview", json=came.experiment)
    assert shown.status_code == 200
    assert sum(node["pages"] for node in shown.json()["result"]["nodes"]) == 262144


def test_text_alone_is_read_with_the_kinds_in_the_address(client: TestClient, numactl: str) -> None:
    answer = client.post(
        "/api/v1/import?kinds=0:dram,1:dram,2:hbm,3:cxl",
        content=numactl,
        headers={"content-type": "text/plain"},
    )

    wrapped = client.post("/api/v1/import", json={"text": numactl, "kinds": KINDS})
    assert answer.json() == wrapped.json()


def test_the_edge_machine_comes_through(client: TestClient) -> None:
    text = (DATA / "numactl-hardware-edge.txt").read_text()
    body = {"text": text, "kinds": {"1": "dram", "4": "cxl"}}

    experiment = client.post("/api/v1/import", json=body).json()["experiment"]

    assert [node["id"] for node in experiment["machine"]["nodes"]] == [0, 1, 4, 6]
    assert client.post("/api/v1/preview", json=experiment).status_code == 200


@pytest.mark.parametrize(
    "text",
    ["", "hello", "\x00\x01\x02" * 200, "available: 2 nodes (0-1)\nnode 0 cpus: 0\n"],
    ids=["nothing", "other text", "binary junk", "truncated"],
)
def test_text_that_is_no_whole_output_is_refused(
    text: str, client: TestClient, store: Store
) -> None:
    answer = client.post("/api/v1/import", json={"text": text})

    assert set(told(answer)) == {"/text"}
    assert count(store) == [0, 0, 0]


def test_binary_junk_as_plain_text_is_refused(client: TestClient) -> None:
    junk = bytes(range(256)) * 40

    answer = client.post("/api/v1/import", content=junk, headers={"content-type": "text/plain"})

    assert told(answer) == ["/text"]


@pytest.mark.parametrize(
    "kinds, expected",
    [
        ({"0": "gold"}, ["/kinds/0"]),
        ({"9": "dram"}, ["/kinds/9"]),
        ({"0": 1}, ["/kinds/0"]),
        ({"00": "dram"}, ["/kinds/00"]),
        ([], ["/kinds"]),
        ({"0": "gold", "9": "dram"}, ["/kinds/0", "/kinds/9"]),
    ],
)
def test_answers_that_make_no_sense_are_refused(
    kinds: Any, expected: list[str], client: TestClient, numactl: str
) -> None:
    assert told(client.post("/api/v1/import", json={"text": numactl, "kinds": kinds})) == expected


def test_unknown_formats_and_fields_are_refused(client: TestClient, numactl: str) -> None:
    assert told(client.post("/api/v1/import", json={"text": numactl, "format": "x"})) == ["/format"]
    assert told(client.post("/api/v1/import", json={"text": numactl, "more": 1})) == ["/more"]
    assert told(client.post("/api/v1/import", json={})) == ["/text"]


SAMPLES = {path.name: path.read_text() for path in sorted((DATA / "formats").glob("*.[tjx]*"))}
KNOWN = [
    name
    for name, text in SAMPLES.items()
    if any(reader.recognises(text) for reader in READERS.values())
]
SAME = [name for name in KNOWN if name != "numactl-H-edge.txt" and "pmem" not in name]


def came_of(client: TestClient, *names: str, **more: Any) -> dict[str, Any]:
    """The answer for some samples; its shape is the one that is described."""
    body = {"texts": [{"text": SAMPLES[name]} for name in names], **more}
    answer = client.post("/api/v1/import", json=body)
    assert answer.status_code == 200, answer.text
    ImportAnswer.model_validate_json(answer.content)
    came: dict[str, Any] = answer.json()
    return came


@pytest.mark.parametrize("name", KNOWN)
def test_every_sample_is_taken_in(name: str, client: TestClient) -> None:
    came = came_of(client, name)

    assert came["pastes"][0]["used"] > 0
    assert came["pastes"][0]["label"]


@pytest.mark.parametrize("name", SAME)
def test_all_samples_of_one_machine_agree(name: str, client: TestClient) -> None:
    one = {
        cell["pointer"]: cell["value"]
        for cell in came_of(client, "numactl-H.txt", "hmat-sysfs.txt", kinds=KINDS)["cells"]
        if cell["source"] in ("told", "hmat")
    }
    other = came_of(client, name, kinds=KINDS if "H.txt" in name else {})
    nodes = [node["id"] for node in other["facts"]["nodes"]]
    assert set(nodes) <= {0, 1, 2, 3}
    for cell in other["cells"]:
        if nodes != [0, 1, 2, 3] or cell["source"] not in ("told", "hmat", "qemu", "libvirt"):
            continue
        if cell["field"] == "memory":
            told = cell["value"], one[cell["pointer"]]
            assert max(told) - min(told) <= 0.03 * max(told)
        elif cell["pointer"] in one and cell["field"] != "kind":
            assert cell["value"] == one[cell["pointer"]], cell


def test_texts_together_need_no_answer_where_one_names_the_kinds(client: TestClient) -> None:
    came = came_of(
        client,
        "numactl-H.txt",
        "lstopo-tiers.xml",
        "hmat-sysfs.txt",
        "weighted-interleave-sysfs.txt",
        "lscpu-p.txt",
        "lstopo-memattrs.txt",
    )

    assert came["asks"] == []
    assert came["experiment"]["sysfs"]["weights"] == {"0": 4, "1": 4, "2": 12, "3": 1}
    assert came["machine"]["nodes"][3]["idle_ns"] == 250
    assert came["removed"][0]["kind"] == "host name"
    assert "synth-hetmem" not in str(came)
    assert client.post("/api/v1/preview", json=came["experiment"]).status_code == 200


def test_a_correction_is_believed_and_shown_as_typed(client: TestClient) -> None:
    came = came_of(
        client, "numactl-H.txt", "hmat-sysfs.txt", kinds=KINDS, typed={"/nodes/0/idle_ns": 95}
    )

    cell = next(cell for cell in came["cells"] if cell["pointer"] == "/nodes/0/idle_ns")
    assert (cell["value"], cell["source"], cell["others"][0]["source"]) == (95, "typed", "hmat")
    assert came["machine"]["nodes"][0]["idle_ns"] == 95
    assert "/nodes/0/idle_ns" not in came["machine"]["sources"]  # what was typed has none


def test_sizes_that_no_text_tells_may_be_typed(client: TestClient) -> None:
    typed = {"/nodes/0/mib": 100, "/nodes/1/mib": 200, "/distance/0/1": 21, "/distance/1/0": 21}

    assert came_of(client, "lscpu-p.txt")["machine"] is None
    came = came_of(client, "lscpu-p.txt", kinds={"0": "dram", "1": "dram"}, typed=typed)
    assert [node["mib"] for node in came["machine"]["nodes"]] == [100, 200]


@pytest.mark.parametrize(
    "name, value",
    [
        ("/nodes/9/mib", 5),
        ("/nodes/0/idle_ns", 0),
        ("/nodes/0/idle_ns", "fast"),
        ("/nodes/0/idle_ns", 2**53),
        ("/access/0/idle_ns", 1),
        ("nonsense", 1),
        ("/distance/0/0", 11),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused_where_it_stands(
    name: str, value: Any, client: TestClient
) -> None:
    texts = [{"text": SAMPLES["numactl-H.txt"]}, {"text": SAMPLES["hmat-sysfs.txt"]}]
    body = {"texts": texts, "kinds": KINDS, "typed": {name: value}}

    answer = client.post("/api/v1/import", json=body)

    pointers = told(answer)
    assert pointers[0].startswith("/typed/" + name.replace("/", "~1")), answer.text


def test_texts_of_two_machines_are_refused_with_both_lines(client: TestClient) -> None:
    texts = [{"text": SAMPLES["numactl-H.txt"]}, {"text": SAMPLES["numactl-H-edge.txt"]}]

    answer = client.post("/api/v1/import", json={"texts": texts})

    assert set(told(answer)) == {"/texts"}
    assert "paste 1, line 2" in answer.text
    assert "paste 2, line 2" in answer.text


def test_the_refused_text_is_named_by_its_place(client: TestClient) -> None:
    texts = [{"text": SAMPLES["numactl-H.txt"]}, {"text": SAMPLES["numactl-H.txt"][:150]}]

    answer = client.post("/api/v1/import", json={"texts": texts})

    assert set(told(answer)) == {"/texts/1/text"}
    assert "understood so far: nodes 0" in answer.text
    assert told(client.post("/api/v1/import", json={"texts": [{"text": "x", "format": "y"}]})) == [
        "/texts/0/format"
    ]


LAUGHS = (
    '<!DOCTYPE topology [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><topology version="2.0">&b;'
    "</topology>"
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "9" * 3_000_000,
        "node 0 size: " * 200_000,
        "\u202e\u2066" * 50_000,
        "<topology>" * 200_000,
        '{"lscpu":' + "[" * 1_000_000,
        SAMPLES["lstopo.xml"][:9000],
    ],
    ids=["laughs", "digits", "one line", "RTL", "deep XML", "deep JSON", "cut off"],
)
def test_hostile_text_is_refused(text: str, client: TestClient, store: Store) -> None:
    assert set(told(client.post("/api/v1/import", json={"text": text}))) == {"/text"}
    assert count(store) == [0, 0, 0]


def test_five_megabytes_are_too_much(client: TestClient) -> None:
    assert client.post("/api/v1/import", json={"text": "x" * 5_000_000}).status_code == 413


def test_escapes_nuls_and_rtl_marks_around_a_text_change_nothing(client: TestClient) -> None:
    plain = SAMPLES["numactl-H.txt"]
    dirty = "\x1b]0;evil\x07\x1b[2J" + plain.replace("node 1", "\u202enode\x00 1").replace(
        "available", "\x1b[31mavailable\x1b[0m"
    )

    facts = client.post("/api/v1/import", json={"text": dirty}).json()["facts"]

    assert facts == client.post("/api/v1/import", json={"text": plain}).json()["facts"]


def test_a_script_in_a_line_is_quoted_as_text(client: TestClient) -> None:
    evil = "<script>alert(1)</script>\n"

    page = client.post("/import", data={"text-1": evil + SAMPLES["numactl-H.txt"]})

    assert page.status_code == 200
    assert "<script>alert" not in page.text


TWO_SOCKETS = """available: 2 nodes (0-1)
node 0 cpus: 0 1
node 0 size: 1000 MB
node 0 free: 400 MB
node 1 cpus: 2 3
node 1 size: 1000 MB
node 1 free: 900 MB
node distances:
node   0   1
  0:  10  21
  1:  21  10
"""
MATRIX = "Measuring idle latencies\nNuma node 0 1 5\n0 92.4 150.0 300.0\n1 150.0 92.4 300.0\n"


def notes_of(client: TestClient, *texts: str) -> list[str]:
    asked = {"texts": [{"text": text} for text in texts], "kinds": {"0": "dram", "1": "dram"}}
    return [note["text"] for note in client.post("/api/v1/import", json=asked).json()["notes"]]


def test_what_the_first_experiment_takes_for_granted_is_told(client: TestClient) -> None:
    notes = notes_of(client, TWO_SOCKETS)
    assert "all memory is free at the start, not what is free at this moment" in notes
    assert "all threads run on node 0; other CPUs are idle" in notes
    assert any(note.startswith("latencies, read rates, ") for note in notes)


def test_measurements_of_nodes_that_are_not_there_are_not_taken_in_silence(
    client: TestClient,
) -> None:
    notes = notes_of(client, TWO_SOCKETS, MATRIX)
    assert any("of nodes 5, which this machine does not have" in note for note in notes)


def test_threads_start_where_there_is_memory(client: TestClient) -> None:
    empty = TWO_SOCKETS.replace("node 0 size: 1000", "node 0 size: 0").replace(
        "free: 400", "free: 0"
    )
    asked = {"text": empty, "kinds": {"1": "dram"}}
    made = client.post("/api/v1/import", json=asked).json()["experiment"]
    assert made["tasks"][0]["cpu"] == 2


def test_likely_kinds_that_are_taken_are_assumed_and_answers_are_typed(
    client: TestClient, numactl: str
) -> None:
    def came(**kinds: str) -> dict[str, Any]:
        body = {"text": numactl, "kinds": kinds, "take_proposals": True}
        answer: dict[str, Any] = client.post("/api/v1/import", json=body).json()
        return answer

    def sources(answer: dict[str, Any]) -> list[str]:
        return [cell["source"] for cell in answer["cells"] if cell["pointer"].endswith("/kind")]

    first = came()
    assert [ask["node"] for ask in first["asks"]] == [2, 3]
    assert [(ask["node"], ask["proposed"]) for ask in first["taken"]] == [(0, "dram"), (1, "dram")]

    whole = came(**{"1": "dram", "2": "hbm", "3": "cxl"})
    assert sources(whole) == ["assumed", "typed", "typed", "typed"]
    assert [ask["node"] for ask in whole["taken"]] == [0]
    assert whole["machine"]["nodes"][0]["kind"] == "dram"

    left_open = came(**{"0": "", "2": "hbm", "3": "cxl"})
    assert [ask["node"] for ask in left_open["asks"]] == [0]
    assert left_open["experiment"] is None


FOUR = ("numactl-H.txt", "mlc-latency-matrix.txt", "mlc-bandwidth-matrix.txt")


def at(document: Any, pointer: str) -> Any:
    """What a pointer below the machine names."""
    for part in pointer.split("/")[1:]:
        document = document[int(part) if part.isdigit() else part]
    return document


@pytest.mark.parametrize("typed", [{}, {"/nodes/1/idle_ns": 400}])
def test_the_review_shows_the_values_that_are_used(
    typed: dict[str, int], client: TestClient
) -> None:
    kinds = {"2": "hbm", "3": "cxl"}
    whole = came_of(client, *FOUR, kinds=kinds, take_proposals=True, typed=typed)
    rates = [cell for cell in whole["cells"] if cell["unit"] in ("MiB/s", "ns")]
    assert [cell["value"] for cell in rates] == [
        at(whole["machine"], cell["pointer"]) for cell in rates
    ]


def test_rates_that_follow_from_an_open_question_are_not_shown_before(client: TestClient) -> None:
    open_ones = came_of(client, *FOUR, take_proposals=True)
    whole = came_of(client, *FOUR, take_proposals=True, kinds={"2": "hbm", "3": "cxl"})
    values = {(cell["subject"], cell["field"]): cell["value"] for cell in whole["cells"]}

    shown = {(cell["subject"], cell["field"]): cell["value"] for cell in open_ones["cells"]}
    assert shown.items() <= values.items()
    assert ("node 0 to node 1", "write rate") in shown
    assert ("node 0 to node 3", "write rate") not in shown
    assert [hole["pointer"] for hole in open_ones["holes"]] == ["/kinds/2", "/kinds/3"]
