"""/interfaces and the races: what an address asks, told by the kernel's own checks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.words import LANGUAGES
from simcore.races import PIECES, piece_text
from simcore.spec import parse_json

Document = dict[str, Any]
BOTH = (("maxnode", "x"), ("size", "y"))


def text(client: TestClient, **query: str) -> str:
    answer = client.get("/interfaces", params=query)
    assert answer.status_code == 200
    return answer.text


def test_a_refusal_is_told_by_the_check_that_failed(client: TestClient) -> None:
    shown = text(client, weights="9,1", size="40", tail="nonzero")
    assert "Refused with E2BIG by check 2 of 7" in shown
    assert "01 01 01 01 01 01 01 01" in shown
    assert "09 01 00 00 00" in shown
    shown = text(client, weights="9,1", size="40", tail="nonzero", maxnode="65")
    assert "09 01 and 63 more, all zero" in shown


@pytest.mark.parametrize(
    "query, calls",
    [
        ({}, ["set_mempolicy2", "set_mempolicy"]),
        ({"scope": "range"}, ["mbind2", "mbind"]),
        ({"scope": "range", "home": "1"}, ["mbind2", "mbind", "set_mempolicy_home_node"]),
        ({"who": "other"}, ["process_set_mempolicy", "set_mempolicy"]),
        ({"who": "other", "scope": "range"}, ["process_mbind", "mbind"]),
    ],
)
def test_the_calls_follow_from_the_intent(
    client: TestClient, query: dict[str, str], calls: list[str]
) -> None:
    shown = text(client, **query)
    assert "Said in every interface" in shown
    assert 'role="note"' not in shown
    assert [name for name in calls if f'id="call-{name}"' in shown] == calls
    assert shown.count('class="card call"') == len(calls)


@pytest.mark.parametrize(
    "mode, errno",
    [
        *[(mode, "EOPNOTSUPP") for mode in ("weighted_interleave", "interleave", "preferred")],
        ("local", "EOPNOTSUPP"),
        ("default", "ENOENT"),
        ("bind", ""),
    ],
)
def test_card_and_panel_agree_on_the_answer_to_a_home_node(
    client: TestClient, mode: str, errno: str
) -> None:
    nodes = "" if mode in {"local", "default"} else "0-3"
    shown = text(client, mode=mode, nodes=nodes, scope="range", home="2")
    card, _, panel = shown.partition('id="call-set_mempolicy_home_node"')
    assert (f"a home node with {mode}: {errno or 'E'}" in card) == bool(errno)
    assert (f"Refused with {errno}" if errno else "Succeeds, returns 0.") in panel
    after = {"preferred": "preferred:0", "bind": "bind@2:0-3"}.get(mode, f"{mode}:{nodes}")
    assert f"Policy afterwards: <code>{after.strip(':')}</code>" in panel


@pytest.mark.parametrize("nodes, room", [("0-3", "05 00"), ("0,2", "04 00")])
def test_card_and_panel_lay_out_the_same_struct(client: TestClient, nodes: str, room: str) -> None:
    card, _, panel = text(client, nodes=nodes).partition('id="call-set_mempolicy2"')
    assert f"<b>pol_maxnodes</b> <code>{room}</code>" in panel
    assert f".pol_maxnodes = {hex(int(room[:2], 16))}" in card


def test_card_and_panel_of_the_first_series_hold_the_same_range(client: TestClient) -> None:
    shown = text(client, mode="bind", nodes="0,3", home="3", scope="range", revision="rfc")
    card, _, panel = shown.partition('id="call-mbind2"')
    entry = "0000000000100000 0000000002000000"  # 0x100000000000 and 8 GiB, as they lie in memory

    assert "mbind2(&amp;mpol_args, 72, MPOL_MF_HOME_NODE/*0x10*/)" in card
    assert "mbind2(struct mpol_args *args, size_t usize, unsigned long flags)" in panel
    assert f"vec → {entry}" in card
    assert f"<dt><code>vec</code></dt><dd><code>{entry}</code></dd>" in panel
    assert ".vlen = 0x1}" in card


def test_no_mask_is_a_null_pointer_in_both(client: TestClient) -> None:
    card, _, panel = text(client, mode="local").partition('id="call-set_mempolicy2"')
    assert ".pol_maxnodes = 0x0, .pol_nodes = 0x0" in card
    assert "<b>pol_maxnodes</b> <code>00 00</code>" in panel


def test_numbers_have_one_form_on_the_page(client: TestClient) -> None:
    shown = text(client, weights="9,1,1,1", scope="range", home="1", mode="weighted_interleave")
    page, _, _ = shown.partition("As Markdown")
    assert ".home_node = -0x1" not in text(client)
    assert ".home_node = -1" in text(client)
    assert "pages elsewhere if touched then" in page
    assert not re.search(r"\d,\d{3} pages", page)


def test_the_switch_of_the_revision_changes_the_bytes(client: TestClient) -> None:
    assert "policy_node" in text(client, revision="v4")
    assert "policy_node" not in text(client, revision="v6")
    assert "a reading" in text(client, revision="rfc")


def test_oddities_as_posted_kill_and_as_intended_refuse(client: TestClient) -> None:
    assert "does not survive" in text(client, nodes="-", quirks="as_posted")
    assert "Refused with EINVAL by check 2 of 7" in text(client, resv="1", quirks="as_intended")


@pytest.mark.parametrize(
    "query, told",
    [
        ({"mode": "sideways"}, "mode=sideways means nothing here"),
        ({"of": "moon"}, "there is no preset moon"),
        ({"wings": "2"}, "wings=2 means nothing here"),
    ],
)
def test_what_the_page_does_not_know_is_a_notice_and_never_breaks_it(
    client: TestClient, query: dict[str, str], told: str
) -> None:
    assert told in text(client, **query)


def told_at(shown: str, field: str) -> list[str]:
    """The complaints that stand at a field of the page."""
    (part,) = re.findall(rf'id="told-{field}" [^>]*>(.*?)</div>', shown)
    return re.findall(r"<p[^>]*>(.*?)</p>", part)


@pytest.mark.parametrize(
    "query, told",
    [
        ({"weights": "9,1,1,1,1,1"}, {"weights": ["6 weights were given for 4 nodes."]}),
        ({"weights": "7,300"}, {"weights": ["“300” is no weight from 0 to 255."]}),
        ({"weights": "many,2"}, {"weights": ["“many” is no weight from 0 to 255."]}),
        ({"home": "here"}, {"home": ["“here” is no whole number."]}),
        ({"maxnode": "x", "size": "y"}, {f: [f"“{v}” is no whole number."] for f, v in BOTH}),
        (
            {"nodes": "x", "weights": "1,2,3,4,5,6"},
            {
                "nodes": ["“x” is no list of nodes such as 0-1,3."],
                "weights": ["6 weights were given, and no nodes that could be read."],
            },
        ),
    ],
)
@pytest.mark.parametrize("scope", ["task", "range"])
def test_what_cannot_be_read_is_told_once_at_its_field_and_no_call_is_made_without_it(
    client: TestClient, query: dict[str, str], told: dict[str, list[str]], scope: str
) -> None:
    shown = text(client, scope=scope, **query)
    found = {field: told_at(shown, field) for field in ("nodes", "weights", "home", "maxnode")}
    found["size"] = told_at(shown, "size")

    assert {field: each for field, each in found.items() if each} == told
    assert shown.count('aria-invalid="true"') == len(told)
    assert "What cannot be read is told at its field." in shown
    assert 'class="card call"' not in shown
    assert "The calls, as the kernel takes them" not in shown


def test_what_is_typed_stays_text(client: TestClient) -> None:
    shown = text(client, nodes="<script>alert(1)</script>")
    assert "<script>alert" not in shown
    assert "is no list of nodes" in told_at(shown, "nodes")[0]


def test_a_number_that_only_the_comparison_refuses_is_told_and_the_calls_are_made(
    client: TestClient,
) -> None:
    shown = text(client, home="77", scope="range")
    assert told_at(shown, "home") == [
        "Interfaces are not compared: must be at most 63. "
        "The calls below are made with it all the same."
    ]
    assert "/home_node" not in shown
    assert "there is no node 77" in shown


def test_weights_may_be_on_their_way(client: TestClient) -> None:
    shown = text(client, weights="9,")
    assert told_at(shown, "weights") == []
    assert "09 00 00 00" in shown


def test_nodes_that_maxnode_cuts_off_are_named_in_each_call_with_a_mask(client: TestClient) -> None:
    asked = {"nodes": "0-3", "scope": "range", "home": "1", "mode": "bind"}
    cut = "With 4 it reads 3: node 3 is left out."
    shown = text(client, maxnode="4", **asked)
    assert shown.count(cut) == 2
    assert cut not in shown[shown.index('id="call-set_mempolicy_home_node"') :]
    assert "With 1 it reads 0: the nodes 0-3 are left out." in text(client, maxnode="1", **asked)
    for whole in ("5", "0x401", "0", ""):
        assert "left out." not in text(client, maxnode=whole, **asked).partition("calls-title")[2]
    assert "fällt weg" in text(client, maxnode="4", lang="de", **asked)
    assert "These go into the calls below." in shown


@pytest.mark.parametrize("name", PIECES)
def test_every_set_piece_can_be_walked(client: TestClient, name: str) -> None:
    shown = text(client, race=name)
    assert shown.count('data-step="') >= 2
    assert f"race={name}&amp;outcome=1#walk" in shown


def test_an_update_is_lost_by_two_calls_and_by_one_call_there_is_one_end(
    client: TestClient,
) -> None:
    assert "Lost update" in text(client, race="home-node-two-calls")
    once = text(client, race="home-node-one-call")
    assert "one end." in once
    assert "Lost update" not in once


@pytest.mark.parametrize("outcome", ["2", "99", "x", "0", "-1", "9" * 30])
def test_an_end_that_is_not_there_shows_one_that_is(client: TestClient, outcome: str) -> None:
    assert 'aria-current="true"' in text(client, outcome=outcome)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_every_language(client: TestClient, language: str) -> None:
    shown = text(client, lang=language)
    assert ("Wettläufe" in shown) == (language == "de")


def test_a_race_in_a_body_is_explored(client: TestClient) -> None:
    answer = client.post("/api/v1/races", json=parse_json(piece_text("home-node-two-calls")))
    assert answer.status_code == 200
    found = answer.json()
    assert found["schedules"] == 3
    assert [len(end["anomalies"]) for end in found["outcomes"]] == [1, 0]


@pytest.mark.parametrize(
    "change, pointer",
    [({"actors": []}, "/actors"), ({"experiment": {}}, "/experiment"), ({"wings": 1}, "/wings")],
)
def test_a_race_that_is_none_is_refused_by_the_field(
    client: TestClient, change: Document, pointer: str
) -> None:
    document = parse_json(piece_text("home-node-two-calls")) | change
    answer = client.post("/api/v1/races", json=document)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)


def test_flags_reach_the_bytes_and_exclude_each_other(client: TestClient) -> None:
    assert "MPOL_F_STATIC_NODES" in text(client, flags="static_nodes")
    assert "Refused with EINVAL by check 3 of 7" in text(
        client, flags="static_nodes,relative_nodes"
    )


def test_what_lies_beyond_the_claimed_size_is_not_read(client: TestClient) -> None:
    shown = text(client, size="24", weights="9,1")
    assert "not read, counts as zero" in shown
    assert "<dt><code>il_weights</code></dt>" not in shown
    assert "Policy afterwards: <code>default</code>" in text(client, size="0")


def test_nodes_that_get_lost_are_seen_in_the_policy_afterwards(client: TestClient) -> None:
    assert "<code>weighted_interleave:0-2</code>" in text(client, nodes="0-3", maxnode="4")
    assert "weighted_interleave:0-3*9:" in text(client, nodes="0-9", weights="9")


def test_a_mode_that_takes_no_nodes_is_asked_with_those_that_were_typed(client: TestClient) -> None:
    assert "local takes no nodes" in text(client, mode="local", nodes="0-1")


def test_the_check_of_the_home_node_is_made_only_as_intended(client: TestClient) -> None:
    asked = {"scope": "range", "home": "1"}
    assert "the home node suits the mode" not in text(client, **asked)
    intended = text(client, **asked, quirks="as_intended")
    assert "Refused with EOPNOTSUPP by check 12 of 15" in intended


def test_the_links_of_races_keep_the_intent(client: TestClient) -> None:
    shown = text(client, mode="bind", home="1", scope="range")
    kept = "?mode=bind&amp;nodes=0-3&amp;home=1&amp;scope=range"
    assert f"{kept}&amp;race=three-sysfs-writes#races" in shown


def test_bytes_are_unpacked_again(client: TestClient) -> None:
    packed = "06 00 00 80 ff ff ff ff 05 00"
    shown = text(client, hex=packed)
    assert "What the bytes say" in shown
    typed = shown[shown.index("typed-title") : shown.index('data-part="comparison"')]
    for told in ("MPOL_WEIGHTED_INTERLEAVE", "MPOL_F_STATIC_NODES", ">-1<", ">5<", "not read"):
        assert told in typed
    assert "has 33 bytes, at most 32 are read" in text(client, hex="00" * 33)
    assert "bytes of the struct: must be hexadecimal digits" in text(client, hex="zz")


def test_schedules_are_counted_and_what_shows_in_some_says_of_how_many(client: TestClient) -> None:
    shown = [text(client, race=name) for name in PIECES]
    assert all("how likely each is depends on timing" in page for page in shown)
    assert any(re.search(r"in \d+ of this end&#39;s \d+ schedules", page) for page in shown)
    counts = [re.findall(r'<td class="number">(\d+) of (\d+)</td>', page) for page in shown]
    assert all(sum(int(n) for n, _ in ends) == int(ends[0][1]) for ends in counts)
    assert not any(re.search(r"\d \(\d+ %\)</td>", page) for page in shown)
