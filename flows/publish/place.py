"""Putting a folder in the place of another at one stroke."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where two publications at once are not kept apart
    fcntl = None  # type: ignore[assignment]

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fs.h


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """An empty folder next to ``folder``, for its successor; gone at the end, and with it what it then holds.

    Only one process at a time has it: the one that looked at the database last must also publish last.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.parent):
        _recover(folder)
        new = folder.with_name(f"{_prefix(folder)}{uuid.uuid4().hex[:8]}")
        new.mkdir()  # with the mode that the user's umask gives, as for any other folder; mkdtemp has one of its own
        try:
            yield new
        finally:
            shutil.rmtree(new, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # the system lets go of it when the process ends, however it ends
        yield
    finally:
        os.close(descriptor)


def put_in_place(new: Path, folder: Path) -> None:
    """Put ``new`` where ``folder`` is, on disk before it is seen; what was there stands in ``new`` afterwards."""
    for path in (*new.rglob("*"), new):
        _flush(path)
    if not folder.exists():
        new.rename(folder)
    elif not _exchange(new, folder):
        old = _old(folder)  # a reader may find nothing for the moment between these two; _recover() helps after a crash there
        folder.rename(old)
        new.rename(folder)
        old.rename(new)
    _flush(folder.parent)


def _prefix(folder: Path) -> str:
    return f".{folder.name}.newstables-"


def _old(folder: Path) -> Path:
    return folder.with_name(f"{_prefix(folder)}old")


def _recover(folder: Path) -> None:
    """Clear up after a publication that was killed."""
    if _old(folder).exists() and not folder.exists():
        _old(folder).rename(folder)
    for left in folder.parent.glob(f"{escape(_prefix(folder))}*/"):
        shutil.rmtree(left, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders swap names at one stroke; ``False`` where system or file system cannot."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return rename is not None and rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0


def _flush(path: Path) -> None:
    """Have the system write a file or a folder's entries to the disk."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
