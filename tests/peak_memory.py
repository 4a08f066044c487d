"""Tells how much memory reading takes at its highest, libraries not counted, in bytes: ``python -m tests.peak_memory FILE...``

Each file is read in a process of its own that has read small files of all formats before, so that what is loaded once is
loaded; a child does so again, since the pages of libraries are its own. Linux alone tells the peak of a process anew:
``/proc/self/clear_refs`` forgets what was before.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import sys
from pathlib import Path

from flows.sources import Reject, discover, read

SMALL = Path(__file__).parent.parent / "fixtures" / "awkward"
HIGHEST = Path("/proc/self/clear_refs")


def peak(name: str) -> int:
    """The highest memory while a file is read, above that before."""
    _read_small()
    gc.collect()
    HIGHEST.write_text("5", encoding="ascii")
    before = _highest()
    _read(name)
    return _highest() - before


def _highest() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def _read(name: str) -> None:
    for source in discover([name]):
        if isinstance(source, Reject):
            raise SystemExit(source.reason)
        for item in read(source):
            if isinstance(item, Reject) and not name.startswith(str(SMALL)):
                raise SystemExit(f"{name}: {item.reason}")


def _read_small() -> None:
    for small in SMALL.iterdir():
        if "bomb" not in small.name and small.suffix not in (".xyz", ".rss"):
            _read(str(small))


if __name__ == "__main__":
    _read_small()
    files = sys.argv[1:]
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        json.dump(dict(zip(files, pool.map(peak, files, chunksize=1), strict=True)), sys.stdout)
