"""The subcommand ``pull``: what a server keeps under a link, to standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from app.client import AnswerError, Client, ClientError, split_link
from app.console.common import RefusedError, parser
from app.present.home import OUTPUTS

__all__ = ("main",)

_HERE: Final = "http://127.0.0.1:8000"
_FORMS: Final = {"json": ".json", "experiment": "json", "png": ".png"}
"""Names of forms that are not those of exports."""


def main(argv: Sequence[str]) -> int:
    """Print a share; 2 when there is none."""
    made = parser("pull", "Print what a server keeps under a link.")
    made.add_argument("share", metavar="SID|URL", help="a share's name, or a link to it")
    made.add_argument("--from", dest="url", metavar="URL", default=_HERE, help=f"else {_HERE}")
    made.add_argument(
        "--as",
        dest="form",
        metavar="FORM",
        default="json",
        help="json: all that is kept (as without --as); experiment: that alone; png; or an export: "
        "numactl, sysfs, c, libnuma, report and the others of /api/v1/exports",
    )
    made.add_argument("--timeout", type=float, default=30, help="seconds for the answer")
    options = made.parse_args(argv)
    if options.form not in (*_FORMS, *OUTPUTS):
        raise RefusedError(f"--as: must be one of {', '.join({**_FORMS, **OUTPUTS})}")
    url, sid = options.url, options.share
    try:
        if "/" in sid:
            url, sid = split_link(sid)
        client = Client(url, timeout=options.timeout)
        body = client.pull(sid, _FORMS.get(options.form, options.form))
    except AnswerError as error:
        raise RefusedError(f"{options.share}: {error}") from error
    except ClientError as error:
        raise RefusedError(str(error)) from error
    sys.stdout.buffer.write(body)
    if options.form in ("json", "experiment"):
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()
    return 0
