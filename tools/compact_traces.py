"""Make the compact traces that the test suite replays: ``tools/compact_traces.py FROM… TO``.

Each trace becomes one xz file of JSON without white space. Nothing is left out, so a compact
trace replays exactly as the recording does; the same input gives the same bytes.
"""

import json
import lzma
import sys
from pathlib import Path


def compact(source: Path, folder: Path) -> int:
    """Write one compact trace; its size in bytes."""
    document = json.loads(source.read_bytes())
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    (folder / f"{source.stem}.json.xz").write_bytes(packed)
    return len(packed)


def main(arguments: list[str]) -> None:
    """Compact every file that is named; the last argument is the folder."""
    *sources, folder = map(Path, arguments)
    folder.mkdir(parents=True, exist_ok=True)
    sizes = [compact(source, folder) for source in sources]
    print(f"{len(sizes)} traces, {sum(sizes)} bytes in {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
