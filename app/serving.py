"""Serving: bring the database up to date, say where the server listens, answer until the end."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Mapping

import uvicorn
from fastapi import FastAPI
from sqlalchemy.engine import make_url

from app.db.engine import DatabaseError
from app.faults import FAULTY, fault_of
from app.main import create_app
from app.settings import Settings, SettingsError, unknown
from app.web.heads import HeadInTime
from app.web.logs import configure
from app.words import ENGLISH

__all__ = ("answer", "listen", "serve")


def serve(environment: Mapping[str, str] = os.environ) -> int:
    """Serve until told to stop; 2 when the environment makes that impossible."""
    try:
        settings = Settings.from_environment(environment)
    except SettingsError as error:
        return _refuse(str(error))
    try:
        app = create_app(settings)
        listener = listen(settings.host, settings.port)
    except (DatabaseError, OSError) as error:
        return _refuse(str(error))
    except FAULTY as error:
        fault = fault_of(error)
        if fault is None:
            raise
        return _refuse(f"{ENGLISH(f'error.start_{fault.name}')} ({_shown(settings.store_url)})")
    for sentence in unknown(environment):
        print(f"ilx: {sentence}", file=sys.stderr)
    configure(settings.log)
    for told in (signal.SIGTERM, signal.SIGINT):
        # The server hands the signal on once it has stopped: then this ends the process in peace.
        signal.signal(told, lambda *_: sys.exit(0))
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"ilx listens at http://{host}:{listener.getsockname()[1]}/", flush=True)
    print(f"ilx keeps its data in {_shown(settings.store_url)}", flush=True)
    answer(app, settings, listener)
    return 0


def _refuse(why: str) -> int:
    print(f"ilx cannot start: {why}", file=sys.stderr)
    return 2


def _shown(url: str) -> str:
    """The address of the database without its password."""
    return make_url(url).render_as_string(hide_password=True)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; what is accepted there inherits that small answers leave at once.

    asyncio sets this only on sockets that were made for TCP by name, which this one is not; without
    it, each answer on a connection that is used again waits 40 ms for the client's late ACK.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise OSError(f"it cannot listen at {host} port {port}: {why}") from None
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def answer(app: FastAPI, settings: Settings, listener: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT; what is being answered then is finished first."""
    config = uvicorn.Config(
        app,
        http=HeadInTime,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    uvicorn.Server(config).run(sockets=[listener])
