import hashlib
import json
from pathlib import Path

import pytest

from simcore.errors import SpecError
from simcore.spec import canonical_text, content_hash, decode, hash_text
from simcore.spec.limits import MAX_CANONICAL_BYTES
from tests.build import (
    Document,
    canonical,
    default_experiment,
    edited,
    experiment,
    mmap,
    touch,
    two_nodes,
)

GOLDEN = Path(__file__).parents[3] / "golden" / "content_hashes.json"
CASES = json.loads(GOLDEN.read_text("utf-8"))


def content(document: Document) -> str:
    return content_hash(decode(document))


def test_golden_content_hashes_stand_as_they_were_made() -> None:
    now = [
        case
        | {"canonical": canonical_text(decode(case["document"]))}
        | {"content": content(case["document"])}
        for case in CASES
    ]
    if now != CASES:  # a person looks at it and moves it, saying why the content changed
        changed = json.dumps(now, indent=1, ensure_ascii=False) + "\n"
        GOLDEN.with_suffix(".changed.json").write_text(changed, "utf-8")
    assert now == CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_golden_canonical_text_is_its_own_canonical_text(case: Document) -> None:
    assert content(json.loads(case["canonical"])) == case["content"]
    assert hash_text("ilx-content/1", case["canonical"]) == case["content"]


def test_keys_are_sorted_and_nothing_is_blank() -> None:
    text = canonical_text(decode(default_experiment()))

    assert text.startswith('{"events":[{"flags":[],"mode":"weighted_interleave","nodes":"0-1",')
    assert json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")) == text


def test_text_beyond_ascii_is_written_as_it_is() -> None:
    document = experiment(two_nodes(), tasks=[{"name": "größe"}])

    assert '"name":"größe"' in canonical_text(decode(document))


def test_the_content_is_the_sha256_of_prefix_line_feed_and_text() -> None:
    decoded = decode(default_experiment())
    covered = b"ilx-content/1\n" + canonical_text(decoded).encode()

    assert content_hash(decoded) == hashlib.sha256(covered).hexdigest()
    assert hash_text("ilx-content/1", "{}") != hash_text("ilx-content/2", "{}")


def test_the_canonical_text_is_its_own_canonical_text() -> None:
    document = canonical(default_experiment())

    assert canonical(document) == document
    assert content(document) == content(default_experiment())


@pytest.mark.parametrize(
    "where, value",
    [
        ("/kernel", "linux-6.12"),
        ("/machine/nodes/0/mib", 65537),
        ("/machine/distance/0/1", 15),
        ("/machine/sources", {}),
        ("/sysfs/weights/0", 8),
        ("/events/0/nodes", "1"),
        ("/events/1/addr", "0x100000001000"),
        ("/events/2/pages", "1048575-0"),
        ("/workload/streams/0/threads", 63),
        ("/seed", 1),
    ],
)
def test_another_meaning_has_another_content(where: str, value: object) -> None:
    assert content(edited(default_experiment(), where, value)) != content(default_experiment())


def page_text(length: int) -> str:
    """A canonical page list of so many characters."""
    head = 7 if length % 16 != 8 else 6  # so that something stands after the last comma
    whole, rest = divmod(length - head - 1, 16)
    return "1" * head + "," + ("1" * 15 + ",") * whole + "1" * rest


def as_long_as(size: int) -> Document:
    """An experiment whose canonical text has ``size`` bytes."""
    first, second = touch(page_text(150_001)), touch(page_text(100_001))
    document = experiment(two_nodes(), mmap(2**48), first, second)
    lacking = size - len(canonical_text(decode(document)))
    return edited(document, "/events/2/pages", page_text(100_001 + lacking))


def test_the_canonical_text_may_reach_256_kib_and_not_pass_them() -> None:
    fits, too_long = decode(as_long_as(MAX_CANONICAL_BYTES)), decode(as_long_as(2**18 + 1))

    assert len(canonical_text(fits)) == MAX_CANONICAL_BYTES == 2**18
    with pytest.raises(SpecError, match="262145 bytes of canonical text, 256 KiB allowed"):
        canonical_text(too_long)


@pytest.mark.parametrize("length", range(20, 40))
def test_the_page_lists_of_these_tests_have_their_length(length: int) -> None:
    document = experiment(two_nodes(), mmap(2**48), touch(page_text(length)))
    assert len(canonical(document)["events"][1]["pages"]) == length
