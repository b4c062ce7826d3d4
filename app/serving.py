"""Serving: bring the database up to date, say where the server listens, answer until the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import uvicorn

from app.db.engine import DatabaseError
from app.main import create_app
from app.settings import Settings, SettingsError

__all__ = ("serve",)


def serve(environment: Mapping[str, str] = os.environ) -> int:
    """Serve until told to stop; 2 when the environment makes that impossible."""
    try:
        settings = Settings.from_environment(environment)
        app = create_app(settings)
    except (SettingsError, DatabaseError, OSError) as error:
        print(f"ilx cannot start: {error}", file=sys.stderr)
        return 2
    print(f"ilx listens at http://{settings.host}:{settings.port}/", flush=True)
    print(f"ilx keeps its data in {settings.store_url}", flush=True)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level="warning",
    )
    uvicorn.Server(config).run()
    return 0
