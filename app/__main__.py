"""``python -m app``: bring the database up to date, say where the server listens, serve."""

from __future__ import annotations

import sys

import uvicorn

from app.db.engine import DatabaseError
from app.main import create_app
from app.settings import Settings, SettingsError


def main() -> int:
    """Serve until told to stop; 2 when the environment makes that impossible."""
    try:
        settings = Settings.from_environment()
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


if __name__ == "__main__":
    sys.exit(main())
