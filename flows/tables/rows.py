"""Records to rows: one dictionary a row, with every column of its table."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from typing import Any

from extractors.article import Article, Block
from extractors.records import Amount, Country, Extraction, Figure, Mention, Quote, Role
from extractors.reference import table as reference
from flows.duplicates import sketch_of
from flows.tables.keys import name_key, row_id
from flows.tables.schema import BY_NAME

Row = dict[str, Any]

_COLUMNS = {name: [column.name for column in table.columns] for name, table in BY_NAME.items()}

# What UTF-8 or PostgreSQL cannot hold. Each stands for one character, and so does its substitute: offsets stay.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def document_id(article: Article) -> str:
    """Id of a document: the same source with the same text is the same document."""
    return row_id(article.source, article.text)


def content_hash(article: Article) -> str:
    """SHA-256 of all that extraction sees of an article: its text, its blocks and what is known about it."""
    seen = astuple(article)
    return hashlib.sha256(json.dumps(seen, default=str).encode()).hexdigest()


def reject_row(source: str, stage: str, reason: str) -> Row:
    """The row of ``rejects`` for a source that could not be used; ``run_id`` is the store's to add."""
    source, reason = _plain(source), _plain(reason)
    return {"reject_id": row_id(source, stage, reason), "source": source, "stage": stage, "reason": reason}


def rows_of(article: Article, extraction: Extraction) -> dict[str, list[Row]]:
    """All rows of one document, by table.

    ``documents`` lacks what only the store knows: fingerprint and run.
    """
    key = document_id(article)
    place = _Places(article, extraction)
    ids = {name: _mention_ids(key, name, getattr(extraction, name)) for name in _MENTIONS}
    speakers = {speaker.key: f"{key}-speakers-{speaker.key}" for speaker in extraction.speakers}
    starts = {name: {m.start: i for m, i in zip(getattr(extraction, name), ids[name], strict=True)} for name in _MENTIONS}
    programmes = {programme.key: i for programme, i in zip(extraction.programmes, ids["programmes"], strict=True)}
    links = _Links(starts["amounts"], starts["fiscal_years"], programmes, speakers)
    rows: dict[str, list[Row]] = {
        "documents": [_document_row(article, extraction, key)],
        "blocks": [_block_row(key, number, block) for number, block in enumerate(place.blocks, 1)],
        "sketches": [{"document_id": key, "sketch": sketch_of("\n".join(_story(article, place.blocks)))}],
        "speakers": [
            _columns("speakers", speaker)
            | {"speaker_id": speakers[speaker.key], "document_id": key, "name_key": _plain(name_key(speaker.name))}
            for speaker in extraction.speakers
        ],
    }
    for name in _MENTIONS:
        mentions: Sequence[Mention] = getattr(extraction, name)
        rows[name] = [
            _columns(name, mention)
            | {"mention_id": mention_id, "document_id": key, "review_status": "unreviewed"}
            | place.of(mention)
            | (_SPECIAL[type(mention)](mention, links) if type(mention) in _SPECIAL else {})
            for mention, mention_id in zip(mentions, ids[name], strict=True)
        ]
    return rows


def _story(article: Article, blocks: Iterable[Block]) -> Iterator[str]:
    """The paragraphs that are no boilerplate."""
    return (article.text[block.start : block.end] for block in blocks if block.role != "boilerplate")


def _mention_ids(document: str, name: str, mentions: Sequence[Mention]) -> list[str]:
    """One id a mention, from its place alone, so that finding one more elsewhere leaves it what it was.

    That it begins with the document's keeps the rows of a document together in an index: at a million rows, storing is twice
    as fast as with ids that are spread over it.
    """
    met: Counter[tuple[int, int]] = Counter()
    ids = []
    for mention in mentions:
        place = (mention.start, mention.end)
        ids.append(f"{document}-{name}-{mention.start}-{mention.end}" + (f"-{met[place]}" if met[place] else ""))
        met[place] += 1
    return ids


def _columns(name: str, record: object) -> Row:
    """The columns of a record's own table that it has a field for, as plain values."""
    return {column: _plain(getattr(record, column, None)) for column in _COLUMNS[name]}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple):
        return _joined("-".join(map(str, part)) if isinstance(part, tuple) else part for part in value)
    return value


def _joined(parts: Iterable[str | None]) -> str | None:
    """Several short values in one cell."""
    return ",".join(filter(None, parts)) or None


def _decimals(amount: Amount) -> int | None:
    """Decimals of the number as the text writes it: the value is a product of that number and whole units."""
    exponents = [v.as_tuple().exponent for v in (amount.value, amount.low, amount.high) if v is not None and v.is_finite()]
    shown = max((-e for e in exponents if isinstance(e, int)), default=None)
    return None if shown is None or shown > _MOST_DECIMALS else max(0, shown)


_MENTIONS = ("countries", "groups", "amounts", "fiscal_years", "dates", "quotes", "figures", "programmes", "roles")
_MOST_DECIMALS = 9  # more come from a fraction in words ("a third"), and the text shows none of them
_NAMES: dict[str, Row] = {}


@dataclass(frozen=True, slots=True)
class _Links:
    """Ids of a document's rows, by what records call them: the offset of an amount or year, the key of the others."""

    amounts: Mapping[int, str]
    fiscal_years: Mapping[int, str]
    programmes: Mapping[int, str]
    speakers: Mapping[int, str]


def _amount_columns(amount: Amount, links: _Links) -> Row:
    converted = links.amounts.get(amount.equivalent_of) if amount.equivalent_of is not None else None
    return {"decimals": _decimals(amount), "equivalent_of": converted}


def _quote_columns(quote: Quote, links: _Links) -> Row:
    return {
        "speaker_id": links.speakers.get(quote.speaker_key) if quote.speaker_key is not None else None,
        "paragraph": None if quote.paragraph is None else quote.paragraph + 1,
        "amount_ids": _joined(links.amounts.get(start) for start in quote.amounts),
        "fiscal_year_ids": _joined(links.fiscal_years.get(start) for start in quote.fiscal_years),
    }


def _role_columns(role: Role, links: _Links) -> Row:
    return {"programme_id": links.programmes.get(role.programme_key) if role.programme_key is not None else None}


def _figure_columns(figure: Figure, links: _Links) -> Row:
    unlinked = {f"{link}_confidence": None for link in ("year", "payer", "payee") if getattr(figure, f"{link}_rule") is None}
    return {"amount_id": links.amounts.get(figure.start)} | unlinked


def _country_columns(country: Country, _links: _Links) -> Row:
    if not _NAMES:
        _NAMES.update({row["iso_alpha2"]: {"iso_alpha3": row["iso_alpha3"], "name": row["name"]} for row in reference("countries")})
    return _NAMES[country.iso_alpha2]


_SPECIAL: dict[type[Mention], Callable[[Any, _Links], Row]] = {
    Country: _country_columns,
    Amount: _amount_columns,
    Quote: _quote_columns,
    Figure: _figure_columns,
    Role: _role_columns,
}


def _document_row(article: Article, extraction: Extraction, key: str) -> Row:
    return _columns("documents", article) | {
        "document_id": key,
        "notes": _plain("\n".join(article.notes)) or None,
        "focus_countries": ",".join(extraction.focus_countries) or None,
        "content_hash": content_hash(article),
    }


def _block_row(document: str, number: int, block: Block) -> Row:
    edges = dict(zip(("box_left", "box_top", "box_right", "box_bottom"), block.box or (None,) * 4, strict=True))
    row = {"block_id": f"{document}-blocks-{number}", "document_id": document, "number": number}
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
            "sentence": _plain(" ".join(self.article.text[start:end].split())),
            "block_role": self.blocks[block].role if block >= 0 else "body",
        }


def _starts(ranges: Iterable[tuple[int, int]]) -> list[int]:
    return [start for start, _ in ranges]
