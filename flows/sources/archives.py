"""Archives: a ZIP file's members, and the pages in a WARC file, each read as if it were a file of its own."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from extractors.article import Article
from flows.limits import Limits
from flows.sources.alone import read_alone
from flows.sources.formats import format_of_content, format_of_name
from flows.sources.reject import Reject
from flows.sources.source import Readable, ReadError, Source, read_at_most, unpacked

_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")


def read_zip(source: Source) -> Iterator[Article | Reject]:
    """The members of a ZIP file in the order of their names, as ``FILE#MEMBER``; an archive in the archive is not opened."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            members = sorted(archive.infolist(), key=lambda member: member.filename)
            size = stream.seek(0, io.SEEK_END)
            if sum(member.file_size for member in members) > source.limits.max_bytes + source.limits.max_ratio * size:
                raise ReadError("the archive unpacks to far more than news does: it is a bomb, or max_ratio is too small")
            for member in members:
                name = member.filename.rpartition("/")[2]
                if name and not name.startswith((".", "__MACOSX")):  # a folder's name ends in a slash
                    yield from _read_zipped(archive, member, f"{source.locator}#{member.filename}", source.limits)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReadError(f"the archive is damaged or cut short ({error}); fetch it again") from None


def _read_zipped(archive: zipfile.ZipFile, member: zipfile.ZipInfo, locator: str, limits: Limits) -> Iterator[Article | Reject]:
    name = format_of_name(member.filename)
    if name is None or name in ("zip", "warc"):
        yield Reject(locator, "read", "nothing reads this member of the archive; leave it out, or unpack the archive first")
    elif member.flag_bits & 1:
        yield Reject(locator, "read", "this member of the archive is encrypted; unpack the archive first")
    else:
        try:
            data = _whole(archive.open(member), limits)
            if member.filename.lower().endswith(".gz"):
                data = _gunzipped(data, limits)
        except ReadError as error:
            yield Reject(locator, "read", str(error))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            yield Reject(locator, "read", f"this member of the archive is damaged ({error}); fetch the archive again")
        else:
            yield from read_alone(Source(locator, None, name, data, limits=limits))


def _whole(stream: Readable, limits: Limits) -> bytes:
    """All of a stream.

    Raises:
        ReadError: It is larger than a document may be.
    """
    data = read_at_most(stream, limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise ReadError(f"this member of the archive is larger than {limits.max_bytes // 1024**2} MiB; unpack and split it")
    return data


def _gunzipped(data: bytes, limits: Limits) -> bytes:
    return _whole(unpacked(io.BytesIO(data), len(data), limits), limits)


def read_warc(source: Source) -> Iterator[Article | Reject]:
    """The pages of a WARC file, as the web archives and Common Crawl's news set write it; the locator is the page's address."""
    found = False
    try:
        with source.open() as stream:
            for headers, body in _records(stream, source.limits.max_bytes):
                if headers.get("warc-type") == "response" and headers.get("content-type", "").startswith("application/http"):
                    found = True
                    yield from _read_response(headers.get("warc-target-uri", "").strip("<>"), body, source.limits)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        yield Reject(source.locator, "read", f"the archive is damaged or cut short ({error}); what stands before was read")
        return
    if not found:
        raise ReadError("there are no pages in the archive: it holds no response records")


def _records(stream: BinaryIO, most: int) -> Iterator[tuple[dict[str, str], bytes]]:
    """Header fields (names in lower case) and content of each record, of one that is larger than ``most`` one byte more."""
    while line := stream.readline(4096):
        if not line.strip():
            continue
        if not line.startswith(b"WARC/"):
            raise ValueError("a record does not begin with WARC/")
        headers = _headers(stream, whole=True)
        length = int(headers.get("content-length", "0"))
        body = read_at_most(stream, min(length, most + 1))
        left = length - len(body)
        while left > 0 and (chunk := stream.read(min(left, 1 << 20))):
            left -= len(chunk)
        if left:
            raise EOFError("the last record is not whole")
        yield headers, body


def _headers(stream: BinaryIO, whole: bool = False) -> dict[str, str]:
    """Header fields up to the empty line after them, which a ``whole`` head must have."""
    headers: dict[str, str] = {}
    while (line := stream.readline(65536)).strip():
        name, _, value = line.decode("utf-8", "replace").partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    if whole and not line:
        raise EOFError("the last record is not whole")
    return headers


def _read_response(address: str, record: bytes, limits: Limits) -> Iterator[Article | Reject]:
    stream = io.BytesIO(record)
    status = stream.readline(4096).split()
    headers = _headers(stream)
    if status[1:2] != [b"200"] or not headers.get("content-type", "text/html").lower().startswith(_PAGE_TYPES):
        return  # redirects, pictures and scripts are no documents
    body = stream.read()
    try:
        if len(record) > limits.max_bytes:
            raise ReadError(f"the archived page is larger than {limits.max_bytes // 1024**2} MiB; leave it out")
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = _unchunked(body)
        if headers.get("content-encoding", "").lower() in ("gzip", "x-gzip"):
            body = _gunzipped(body, limits)
        name = format_of_content(body[:4096])
        if name is None:
            raise ReadError("the archived page is neither text nor a known format; leave it out")
    except ReadError as error:
        yield Reject(address, "read", str(error))
    except (OSError, EOFError, zlib.error) as error:
        yield Reject(address, "read", f"the archived page is damaged ({error}); leave it out")
    else:
        yield from read_alone(Source(address, None, name, body, limits=limits))


def _unchunked(body: bytes) -> bytes:
    """A body without the lengths of its chunks; one that was stored without them comes back as it is."""
    chunks = []
    stream = io.BytesIO(body)
    while line := stream.readline(64).strip():
        try:
            length = int(line.partition(b";")[0], 16)
        except ValueError:
            return body
        if length == 0:
            break
        chunks.append(stream.read(length))
        stream.readline(4)
    return b"".join(chunks)
