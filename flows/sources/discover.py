"""What the user named, turned into sources: files, folders, globs, URLs, standard input."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from flows.limits import DEFAULTS, Limits
from flows.sources.formats import format_of_content, format_of_name
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source

STANDARD_INPUT = "-"
_STORAGE = re.compile(r"[a-z][a-z0-9+.]{1,20}://")
_MAGIC = re.compile(r"[*?\[]")
_HEAD = 4096  # bytes that tell a format


def discover(sources: Sequence[str], limits: Limits = DEFAULTS) -> Iterator[Source | Reject]:
    """Find what is to be read.

    Args:
        sources: Files, folders (with all below them, in the order of their names), globs, URLs, or ``-`` for standard input.
        limits: What their readers take on at most.

    Yields:
        One source a file, URL or stream, each once; a reject for what does not exist or what no reader reads.
    """
    seen: set[str] = set()
    for named in sources:
        for found in _discover_one(named):
            locator = found.locator if isinstance(found, Source) else found.source
            if locator not in seen:
                seen.add(locator)
                yield replace(found, limits=limits) if isinstance(found, Source) else found


def _discover_one(named: str) -> Iterator[Source | Reject]:
    path = Path(named)
    if named == STANDARD_INPUT:
        yield _standard_input()
    elif named.startswith(("http://", "https://")):
        yield Source(named, None, "url")
    elif _STORAGE.match(named):
        yield from _storage(named)
    elif path.is_dir():
        yield from (_found(file, path) for file in _files_below(path))
    elif path.exists():
        yield _file(path, in_folder=False)
    elif glob.has_magic(named):
        yield from _glob(named)
    else:
        yield Reject(named, "discover", "there is no such file or folder; check its name")


def _storage(named: str) -> Iterator[Source | Reject]:
    """What lies below an address of a storage that fsspec knows, such as ``s3://bucket/folder`` or ``gs://bucket/*.html``."""
    try:
        import fsspec
    except ImportError:
        yield Reject(named, "discover", "storage addresses need fsspec; install it with pip install 'newstables[storage]'")
        return
    try:
        system, path = fsspec.core.url_to_fs(named)
        names = sorted(system.glob(path)) if glob.has_magic(path) else sorted(system.find(path)) if system.isdir(path) else [path]
        addresses = [system.unstrip_protocol(name) for name in names if glob.has_magic(path) or system.isfile(name)]
    except Exception as error:  # each storage has errors of its own: credentials, network, a missing driver
        yield Reject(named, "discover", f"the storage cannot be read ({error}); check the address, its driver and your credentials")
        return
    if not addresses:
        yield Reject(named, "discover", "there is no such file or folder in the storage; check its name")
    for address in addresses:
        name = format_of_name(address)
        if name is None:
            yield Reject(
                address, "discover", "nothing reads files of this ending; leave it out, or register a reader (docs/sources.md)"
            )
        else:
            yield Source(address, None, name)


def _standard_input() -> Source | Reject:
    data = sys.stdin.buffer.read()
    if not data.strip():
        return Reject(STANDARD_INPUT, "discover", "standard input is empty; pipe a document into it")
    name = format_of_content(data[:_HEAD])
    if name is None:
        return Reject(STANDARD_INPUT, "discover", "standard input holds neither text nor a known format; save it with its ending")
    return Source(STANDARD_INPUT, None, name, data)


def _glob(named: str) -> Iterator[Source | Reject]:
    matches = sorted(glob.glob(named, recursive=True))  # noqa: PTH207 - a user's pattern may be absolute
    if not matches:
        yield Reject(named, "discover", "no file matches; quote the pattern if the shell changed it")
    folder = Path(_MAGIC.split(named, maxsplit=1)[0] + "*").parent  # below which all of them stand
    for match in matches:
        if not Path(match).is_dir():
            yield _found(Path(match), folder)


def _files_below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, sorted; hidden ones (".DS_Store", ".git/") are not the user's."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent) / name for name in sorted(names) if not name.startswith("."))


def _found(path: Path, folder: Path) -> Source | Reject:
    """The source of a file that the user did not name himself: it must be one, and stand where he looked."""
    try:
        is_file = path.is_file()
        is_elsewhere = path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError) as error:  # links in a circle
        return Reject(locator_of(path), "discover", f"the file cannot be looked at ({error}); leave it out")
    if is_elsewhere:
        return Reject(
            locator_of(path), "discover", "it is a link that leads out of the folder; name the file itself if it is meant"
        )
    if not is_file:
        return Reject(locator_of(path), "discover", "it is no file but a pipe, socket, device or broken link; leave it out")
    return _file(path, in_folder=True)


def _file(path: Path, *, in_folder: bool) -> Source | Reject:
    """The source of a file. The content decides only for a file without ending, or one that the user named himself."""
    locator = locator_of(path)
    name = format_of_name(path.name)
    if name is None and (not in_folder or not path.suffix):
        try:
            with Source(locator, path, "").open() as stream:
                name = format_of_content(stream.read(_HEAD))
        except (ReadError, OSError, EOFError) as error:
            return Reject(locator, "discover", str(error))
    if name is None:
        what = f"{path.suffix} files" if path.suffix else "this file"
        return Reject(locator, "discover", f"nothing reads {what}; leave it out, or register a reader (docs/sources.md)")
    return Source(locator, path, name)


def locator_of(path: Path) -> str:
    """A path as it stands in every table: relative to the working directory where it is below it, with forward slashes."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - a symbolic link keeps the name that the user knows
    try:
        name = absolute.relative_to(Path.cwd()).as_posix()
    except ValueError:
        name = absolute.as_posix()
    return os.fsencode(name).decode("utf-8", "backslashreplace")  # a name need not be UTF-8; a database's text must
