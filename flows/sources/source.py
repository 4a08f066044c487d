"""One thing to read: a file, a page of the web, a member of an archive, or standard input."""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from flows.limits import DEFAULTS, Limits


class ReadError(Exception):
    """A source that cannot be used; its message becomes the reason of a :class:`~flows.sources.reject.Reject`."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of whole records in a file of many, so that several workers can share the file.

    Attributes:
        start: Offset of its first byte, once unpacked.
        stop: Offset after its last.
        first: Number of its first record in the file, from 1.
        records: How many records it has.
    """

    start: int
    stop: int
    first: int
    records: int


@dataclass(frozen=True, slots=True)
class Source:
    """Something that one reader reads.

    Attributes:
        locator: The path, relative to the working directory where it is below it; or the URL, or ``-``; for a member of an
            archive, the archive's locator, ``#`` and the member's name.
        path: The file; ``None`` where there is none.
        format: Name of the format, and so of the reader (``html``).
        data: The content, where it is in memory already.
        part: The stretch of it that is to be read; ``None`` is all. Only a format with a splitter knows parts.
        limits: What its reader takes on at most.
    """

    locator: str
    path: Path | None
    format: str
    data: bytes | None = field(default=None, repr=False)
    part: Part | None = None
    limits: Limits = DEFAULTS

    def open(self) -> BinaryIO:
        """The content as a stream; a gzipped file is unpacked on the way.

        Raises:
            ReadError: There is no such file, or it may not be read.
        """
        if self.data is not None:
            return io.BytesIO(self.data)
        if "://" in self.locator:
            return self._open_storage()
        if self.path is None:
            raise ReadError("there is nothing to read: the source has neither a file nor content")
        try:
            raw = self.path.open("rb")
        except OSError as error:
            raise ReadError(f"the file cannot be opened ({error.strerror or error}); check its name and permissions") from None
        if self.path.suffix.lower() != ".gz":
            return raw
        return unpacked(raw, self.path.stat().st_size, self.limits)

    def _open_storage(self) -> BinaryIO:
        import fsspec  # an extra

        try:
            return fsspec.open(self.locator, "rb", compression="infer").open()  # type: ignore[no-any-return]
        except Exception as error:  # each storage has errors of its own
            raise ReadError(f"the storage cannot be read ({error}); check the address and your credentials") from None

    def read_bytes(self) -> bytes:
        """The whole content.

        Raises:
            ReadError: It cannot be opened or unpacked, is empty, or is larger than the limit once unpacked.
        """
        limit = self.limits.max_bytes
        try:
            with self.open() as stream:
                data = read_at_most(stream, limit + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise ReadError(f"the file is damaged or is not what its name says ({error}); fetch it again") from None
        if len(data) > limit:
            raise ReadError(
                f"the document is larger than {limit // 1024**2} MiB; split it, or give one document a line as JSON Lines"
            )
        if not data.strip(b"\x00 \t\r\n"):
            raise ReadError("the file is empty; fetch it again")
        return data


class _Unpacked(gzip.GzipFile):
    """A gzipped stream that ends with an error where it has unpacked to more than any news does."""

    def __init__(self, packed: BinaryIO, most: int) -> None:
        super().__init__(fileobj=packed, mode="rb")
        self._most = most

    def read(self, size: int | None = -1) -> bytes:
        return self._checked(super().read(size))

    def readline(self, size: int | None = -1) -> bytes:
        return self._checked(super().readline(size))

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:  # it unpacks all, to find its end
            while self.read(1 << 20):
                pass
        return super().seek(offset, whence)

    def _checked(self, data: bytes) -> bytes:
        if self.tell() > self._most:
            raise ReadError("the file unpacks to far more than news does: it is a bomb, or max_ratio is too small")
        return data


def unpacked(packed: BinaryIO, size: int, limits: Limits) -> BinaryIO:
    """What a gzipped stream of so many bytes unpacks to; reading far more than that raises a :class:`ReadError`."""
    return _Unpacked(packed, limits.max_bytes + limits.max_ratio * size)  # type: ignore[return-value]


class Readable(Protocol):
    """What has bytes to read."""

    def read(self, size: int, /) -> bytes:
        """At most so many of them; none at its end."""


def read_at_most(stream: Readable, most: int) -> bytes:
    """The first ``most`` bytes of a stream, in pieces: a request for all at once takes their memory, however short the stream."""
    pieces: list[bytes] = []
    while most > 0 and (piece := stream.read(min(most, 1 << 20))):
        most -= len(piece)
        pieces.append(piece)
    return b"".join(pieces)
