"""Whose request it is, and the names that addresses are counted under."""

from __future__ import annotations

from typing import Any

import pytest

from app.web.addresses import Pseudonyms, client_of, read_networks

PROXIES = read_networks("10.0.0.0/8, ::1")


def scope(peer: str, *forwarded: str) -> dict[str, Any]:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    return {"client": (peer, 40000), "headers": headers}


@pytest.mark.parametrize(
    "peer, forwarded, client",
    [
        ("203.0.113.9", (), "203.0.113.9"),
        ("203.0.113.9", ("198.51.100.1",), "203.0.113.9"),  # a stranger names somebody else
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("10.0.0.1", ("1.2.3.4, 198.51.100.1",), "198.51.100.1"),  # the first was invented
        ("10.0.0.1", ("1.2.3.4", "198.51.100.1, 10.0.0.2"), "198.51.100.1"),
        ("10.0.0.1", ("198.51.100.1:4711",), "198.51.100.1"),
        ("10.0.0.1", ("[2001:db8:1:2:3::4]:4711",), "2001:db8:1:2::/64"),
        ("10.0.0.1", ("198.51.100.1, unknown",), "10.0.0.1"),
        ("10.0.0.1", ("10.0.0.3",), "10.0.0.3"),
        ("::1", ("198.51.100.1",), "198.51.100.1"),
        ("::ffff:10.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("::ffff:203.0.113.9", (), "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", (), "2001:db8:1:2::/64"),
        ("fe80::1%eth0", (), "fe80::/64"),
        ("testclient", ("198.51.100.1",), "testclient"),
    ],
)
def test_the_rightmost_address_that_no_trusted_proxy_has_is_the_client(
    peer: str, forwarded: tuple[str, ...], client: str
) -> None:
    assert client_of(scope(peer, *forwarded), PROXIES) == client


def test_nobody_is_believed_unless_named() -> None:
    assert client_of(scope("10.0.0.1", "198.51.100.1"), ()) == "10.0.0.1"


def test_a_connection_without_a_peer_has_one_name() -> None:
    assert client_of({"client": None, "headers": []}, PROXIES) == ""


def test_a_name_lasts_a_day_and_is_nobody_elses() -> None:
    now = 0.0
    names = Pseudonyms(lambda: now)
    first = names.name("203.0.113.9")

    assert names.name("203.0.113.9") == first
    assert names.name("203.0.113.8") != first
    assert Pseudonyms(lambda: now).name("203.0.113.9") != first
    now = 86_400.0
    assert names.name("203.0.113.9") != first


@pytest.mark.parametrize("text", ["somewhere", "10.0.0.1/8", "10.0.0.0/33"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\d|somewhere"):
        read_networks(text)
