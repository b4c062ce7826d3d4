"""The socket that is served."""

from __future__ import annotations

import socket

from app import serving


def test_what_is_accepted_sends_small_answers_at_once() -> None:
    """Else each answer on a connection that is used again waits 40 ms for a late ACK."""
    with serving.listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as _, listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
