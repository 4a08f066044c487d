"""Sources dealt out in shards, as work for worker processes. Importing this brings no spaCy: only they need it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from flows.settings import Settings
from flows.sources import Reject, Source, split

DOCUMENTS_A_TRANSACTION = 32
"""Enough that writing costs little beside extracting, few enough that a killed run redoes seconds of work."""

DOCUMENTS_A_SHARD = 128
"""Some seven seconds of work: the cost of a task beside it is small, and what a killed worker loses, too."""

_DOCUMENTS_OF_A_LAST_SHARD = 16

_RECORDS_A_PART = 32

_BYTES_A_DOCUMENT = {"text": 8_000, "markdown": 8_000}
_BYTES_A_DOCUMENT_ELSE = 256_000  # most of a page or PDF is not text

_PARTS_OF_A_PACKED_FILE = 64  # it is unpacked from its beginning for each

Shard = tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class InHand:
    """What a worker is at: if it is killed now, this did it.

    Attributes:
        record: How many records of the shard came before.
        source: The locator of the source whose next record is read, or of the first of the articles that are extracted.
        stage: Which of the two.
    """

    record: int
    source: str
    stage: Literal["read", "extract"]


@dataclass(frozen=True, slots=True)
class Work:
    """A shard to be done.

    Attributes:
        number: Its number, by which the ledger knows it.
        sources: What is in it.
        settings: Where to, and with what.
        run_id: The run that it belongs to. Once that has ended, nothing more is written.
        documents_a_transaction: How many are extracted and stored together.
        deadly: What killed earlier attempts, which took documents one by one, with the reason for which to reject it.
    """

    number: int
    sources: Shard
    settings: Settings
    run_id: str
    documents_a_transaction: int = DOCUMENTS_A_TRANSACTION
    deadly: Mapping[InHand, str] = field(default_factory=dict)


def deal(sources: Iterable[Source], workers: int) -> tuple[list[Shard], list[Reject]]:
    """Deal sources out in shards of about the same work, in their order.

    Args:
        sources: What was found. A file of many records is split, so that several workers share it.
        workers: How many there are. Where sources are few, their shards are small enough that each gets one; the last are small.

    Returns:
        The shards, and a reject for each record that would overwrite an earlier one.
    """
    pieces = [piece for source in map(_anywhere, sources) for piece in split(source, _records_a_part(source))]
    found = [(piece, documents_in(piece)) for piece in pieces if isinstance(piece, Source)]
    waiting = sum(documents for _, documents in found)
    least = min(_DOCUMENTS_OF_A_LAST_SHARD, max(1, waiting // workers))
    shards: list[list[Source]] = []
    room = 0
    for source, documents in found:
        if documents > room:
            shards.append([])
            # smaller towards the end, lest one worker is still busy with a whole shard when the others are through
            room = DOCUMENTS_A_SHARD if workers == 1 else min(DOCUMENTS_A_SHARD, max(least, waiting // (2 * workers)))
        shards[-1].append(source)
        room -= documents
        waiting -= documents
    return [tuple(shard) for shard in shards], [piece for piece in pieces if isinstance(piece, Reject)]


def _anywhere(source: Source) -> Source:
    """The source with a path that holds for a worker in another working directory, too; its locator stays."""
    return source if source.path is None else replace(source, path=source.path.absolute())


def _records_a_part(source: Source) -> int:
    if source.path is None or source.path.suffix.lower() != ".gz":
        return _RECORDS_A_PART
    return max(DOCUMENTS_A_SHARD, _size(source) // 1_000 // _PARTS_OF_A_PACKED_FILE)


def documents_in(source: Source) -> int:
    """How many usual documents' work a source is."""
    if source.part is not None:
        return source.part.records
    return 1 + _size(source) // _BYTES_A_DOCUMENT.get(source.format, _BYTES_A_DOCUMENT_ELSE)


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size if source.path else len(source.data or b"")
    except OSError:  # its reader says so
        return 0
