"""Equal meaning, equal content: what may be written in many ways has one canonical text."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, Literal

from hypothesis import given
from hypothesis import strategies as st

from simcore.spec import canonical_text, content_hash, decode, parse_json
from tests.build import Document, canonical, default_experiment
from tests.property.strategies import experiments


@given(experiments())
def test_the_canonical_text_is_a_fixed_point(document: Document) -> None:
    experiment = decode(document)
    again = decode(parse_json(canonical_text(experiment)))

    assert again == experiment
    assert canonical_text(again) == canonical_text(experiment)


@given(experiments())
def test_the_canonical_text_holds_no_number_that_json_readers_lose(document: Document) -> None:
    text = canonical_text(decode(document))

    assert json.loads(text, parse_float=lambda _: None) == json.loads(text)
    assert json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")) == text


def reordered(value: Any, data: st.DataObject) -> Any:
    """The same data with the keys of every object in another order."""
    if isinstance(value, list):
        return [reordered(child, data) for child in value]
    if isinstance(value, dict):
        keys = data.draw(st.permutations(sorted(value)))
        return {key: reordered(value[key], data) for key in keys}
    return value


@given(experiments(), st.data())
def test_the_order_of_keys_is_no_content(document: Document, data: st.DataObject) -> None:
    mixed = reordered(document, data)

    assert content_hash(decode(mixed)) == content_hash(decode(document))


@given(experiments(), st.data())
def test_the_order_of_nodes_is_no_content(document: Document, data: st.DataObject) -> None:
    machine = document["machine"]
    order = data.draw(st.permutations(range(len(machine["nodes"]))))
    sources = {f"/nodes/{i}/mib": "hmat" if i % 2 else "mlc" for i in range(len(order))}
    sources |= {f"/distance/{i}/0": "qemu" for i in range(len(order))}
    moved = {
        "nodes": [machine["nodes"][i] for i in order],
        "distance": [[machine["distance"][i][j] for j in order] for i in order],
        "sources": {
            (f"/nodes/{place}/mib"): sources[f"/nodes/{i}/mib"] for place, i in enumerate(order)
        }
        | {f"/distance/{place}/{order.index(0)}": "qemu" for place in range(len(order))},
    }
    ahead = document | {"machine": machine | {"sources": sources}}

    assert canonical(document | {"machine": machine | moved}) == canonical(ahead)


FIELDS_WITH_DEFAULTS: dict[str, Document] = {
    "": {"format": 1, "kernel": "linux-7.2", "workload": {"streams": []}, "seed": 0},
    "machine": {"page_kib": 4, "sockets": [], "switches": [], "links": [], "sources": {}},
    "node": {"kind": "dram", "reserve_mib": 0, "cpus": "", "socket": None}
    | {"read_mib_per_s": None, "write_mib_per_s": None, "total_mib_per_s": None, "idle_ns": None},
    "task": {"cpu": 0, "caps": []},
    "set_mempolicy": {"flags": [], "nodes": ""},
    "mmap": {"kind": "anon"},
}


@given(experiments(), st.data())
def test_writing_a_default_out_is_no_content(document: Document, data: st.DataObject) -> None:
    def padded(value: Document, kind: str) -> Document:
        defaults = FIELDS_WITH_DEFAULTS.get(kind, {})
        chosen = data.draw(st.sets(st.sampled_from(sorted(defaults)))) if defaults else set()
        return {name: defaults[name] for name in chosen} | value

    machine = document["machine"]
    full = padded(document, "") | {
        "machine": padded(machine, "machine")
        | {"nodes": [padded(node, "node") for node in machine["nodes"]]},
        "tasks": [padded(task, "task") for task in document["tasks"]],
        "events": [padded(event, event["op"]) for event in document["events"]],
    }
    assert canonical_text(decode(full)) == canonical_text(decode(document))


ACCENTED = st.text("eéuüoöaa\u0301\u0308\u030a", min_size=1, max_size=8)


@given(ACCENTED)
def test_composed_and_decomposed_names_are_the_same_content(name: str) -> None:
    def named(form: Literal["NFC", "NFD"]) -> Document:
        text = unicodedata.normalize(form, name)
        document = default_experiment()
        document["tasks"][0]["name"] = text
        for event in document["events"]:
            event["task"] = text
        document["workload"]["streams"][0]["task"] = text
        return document

    assert canonical(named("NFD")) == canonical(named("NFC"))
