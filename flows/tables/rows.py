"""Records to rows: one dictionary a row, with every column of its table."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from decimal import Decimal
from typing import Any

from extractors.article import Article, Block
from extractors.records import Amount, Country, Extraction, Figure, Mention, Quote
from extractors.reference import table as reference
from flows.tables.schema import BY_NAME

Row = dict[str, Any]


def _id(*parts: object) -> str:
    """A short stable id; 64 bits keep a collision among ten million rows of one table under one in 300,000."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def document_id(article: Article) -> str:
    """Id of a document: the same source with the same text is the same document."""
    return _id(article.source, article.text)


def content_hash(article: Article) -> str:
    """SHA-256 of all that extraction sees of an article: its text, its blocks and what is known about it."""
    seen = astuple(article)
    return hashlib.sha256(json.dumps(seen, default=str).encode()).hexdigest()


def reject_row(source: str, stage: str, reason: str) -> Row:
    """The row of ``rejects`` for a source that could not be used; ``run_id`` is the store's to add."""
    return {"reject_id": _id(source, stage, reason), "source": source, "stage": stage, "reason": reason}


def rows_of(article: Article, extraction: Extraction) -> dict[str, list[Row]]:
    """All rows of one document, by table.

    ``documents`` lacks what only the store knows: fingerprint and run.
    """
    key = document_id(article)
    place = _Places(article, extraction)
    amounts = {amount.start: _mention_id(key, "amounts", amount, i) for i, amount in enumerate(extraction.amounts)}
    speakers = {speaker.key: _id(key, "speakers", speaker.key, speaker.name) for speaker in extraction.speakers}
    special: dict[type[Mention], Any] = {
        Country: _country_columns,
        Amount: lambda amount: {"equivalent_of": amounts.get(amount.equivalent_of) if amount.equivalent_of is not None else None},
        Quote: lambda quote: {"speaker_id": speakers.get(quote.speaker_key) if quote.speaker_key is not None else None},
        Figure: lambda figure: {"amount_id": amounts.get(figure.start)},
    }
    rows: dict[str, list[Row]] = {
        "documents": [_document_row(article, extraction, key)],
        "blocks": [_block_row(key, number, block) for number, block in enumerate(place.blocks, 1)],
        "speakers": [
            _columns("speakers", speaker) | {"speaker_id": speakers[speaker.key], "document_id": key}
            for speaker in extraction.speakers
        ],
    }
    for name in ("countries", "groups", "amounts", "fiscal_years", "dates", "quotes", "figures"):
        mentions: Sequence[Mention] = getattr(extraction, name)
        rows[name] = [
            _columns(name, mention)
            | {"mention_id": _mention_id(key, name, mention, i), "document_id": key}
            | place.of(mention)
            | (special[type(mention)](mention) if type(mention) in special else {})
            for i, mention in enumerate(mentions)
        ]
    return rows


def _mention_id(document: str, name: str, mention: Mention, number: int) -> str:
    return _id(document, name, mention.start, mention.end, number)


def _columns(name: str, record: object) -> Row:
    """The columns of a record's own table that it has a field for, as plain values."""
    return {column.name: _plain(getattr(record, column.name, None)) for column in BY_NAME[name].columns}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return ",".join(value) or None if isinstance(value, tuple) else value


_NAMES: dict[str, Row] = {}


def _country_columns(country: Country) -> Row:
    if not _NAMES:
        _NAMES.update({row["iso_alpha2"]: {"iso_alpha3": row["iso_alpha3"], "name": row["name"]} for row in reference("countries")})
    return _NAMES[country.iso_alpha2]


def _document_row(article: Article, extraction: Extraction, key: str) -> Row:
    return _columns("documents", article) | {
        "document_id": key,
        "focus_countries": ",".join(extraction.focus_countries) or None,
        "content_hash": content_hash(article),
    }


def _block_row(document: str, number: int, block: Block) -> Row:
    edges = dict(zip(("box_left", "box_top", "box_right", "box_bottom"), block.box or (None,) * 4, strict=True))
    row = {"block_id": _id(document, "blocks", number), "document_id": document, "number": number}
    return row | {"start": block.start, "end": block.end, "role": block.role, "page": block.page} | edges


class _Places:
    """Finds the sentence and the block of an offset."""

    def __init__(self, article: Article, extraction: Extraction) -> None:
        self.article = article
        self.blocks = article.paragraphs()
        self.sentences = extraction.sentences
        self._block_starts = _starts((block.start, block.end) for block in self.blocks)
        self._sentence_starts = _starts(self.sentences)

    def of(self, mention: Mention) -> Row:
        sentence = bisect_right(self._sentence_starts, mention.start) - 1
        block = bisect_right(self._block_starts, mention.start) - 1
        start, end = self.sentences[sentence] if sentence >= 0 else (mention.start, mention.end)
        return {
            "sentence": " ".join(self.article.text[start:end].split()),
            "block_role": self.blocks[block].role if block >= 0 else "body",
        }


def _starts(ranges: Iterable[tuple[int, int]]) -> list[int]:
    return [start for start, _ in ranges]
