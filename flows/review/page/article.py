"""One article with all that was found in it and decided about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.decisions.rowjson import from_json
from flows.review.page.facts import facts, links
from flows.review.page.layers import BY_TABLE, LAYERS, Layer, beside
from flows.review.page.marks import Mark, Paragraph, paragraphs
from flows.store import SQL

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One row of an article that can be decided on.

    Attributes:
        layer: What it is.
        row: The row as it holds now.
        second_look: Why it should be looked at again; empty where it need not.
        reviewers: Who has decided on it.
        machine: The machine's own row as it finds it now; ``None`` where nobody has decided, or it finds none.
    """

    layer: Layer
    row: Row
    second_look: str = ""
    reviewers: str = ""
    machine: Row | None = None

    @property
    def key(self) -> str:
        """What it is called by."""
        return str(self.row["mention_id"])

    @property
    def status(self) -> str:
        """What was decided."""
        return str(self.row["review_status"])

    @property
    def value(self) -> str:
        """Its normalized value."""
        return self.layer.value(self.row)

    @property
    def machines_value(self) -> str:
        """What the machine says, where that is something else; empty otherwise."""
        value = self.layer.value(self.machine) if self.machine else ""
        return "" if value == self.value else value

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What else is known of it: headings and what stands under them."""
        return list(facts(self.layer.table, self.row))

    @property
    def words(self) -> str:
        """Its words, white space evened out and in the middle of long ones left out."""
        text = " ".join(str(self.row["text"]).split())
        return text if len(text) <= 90 else f"{text[:60]} … {text[-24:]}"


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article, ready to be shown.

    Attributes:
        document: Its row of ``documents``.
        blocks: Start, end, role and page of its paragraphs.
        items: What was found in it, in reading order.
    """

    document: Row
    blocks: list[tuple[int, int, str, int | None]]
    items: list[Item]

    def item(self, key: str) -> Item | None:
        """The item of that name."""
        return next((item for item in self.items if item.key == key), None)

    def paragraphs(self) -> Iterator[Paragraph]:
        """Its text with marks."""
        return paragraphs(self.document["text"], self.blocks, list(self._marks()))

    def speakers(self) -> list[str]:
        """Who speaks in it, by name, in order of appearance."""
        names = (item.row["speaker"] for item in self.items if item.layer.table == "quotes")
        return list(dict.fromkeys(filter(None, names)))

    @property
    def headed(self) -> bool:
        """Whether the text itself begins with the headline."""
        return any(role == "headline" for _, _, role, _ in self.blocks)

    def counts(self) -> dict[str, int]:
        """Number of items of each layer."""
        found = Counter(item.layer.table for item in self.items)
        return {layer.table: found[layer.table] for layer in LAYERS}

    def links(self, item: Item) -> list[str]:
        """Names of what an item is joined to, as its marks are called."""
        return list(links(item.layer.table, item.row, [(other.layer.table, other.row) for other in self.items]))

    def _marks(self) -> Iterator[Mark]:
        for item in self.items:
            row, table = item.row, item.layer.table
            below = table != "quotes"
            yield Mark(row["start"], row["end"], _css(item), item.status, item.key, beside(table, row), below)
            if row.get("speaker_start") is not None and row["speaker_end"] > row["speaker_start"]:
                yield Mark(row["speaker_start"], row["speaker_end"], "speaker", item.status, f"{item.key}:speaker", below=False)


def _css(item: Item) -> str:
    return f"{item.layer.table} {item.row['kind']}" if item.layer.table == "quotes" else item.layer.table


def load_article(connection: Connection, document_id: str) -> ArticleView | None:
    """One article, or ``None`` where the database does not hold it (any more)."""
    documents, blocks = SQL["documents"], SQL["blocks"]
    document = connection.execute(sa.select(documents).where(documents.c.document_id == document_id)).mappings().first()
    if document is None:
        return None
    b = blocks.c
    places = connection.execute(sa.select(b.start, b.end, b.role, b.page).where(b.document_id == document_id).order_by(b.start))
    states = _states(connection, document_id)
    items = [
        _item(layer, dict(row), states.get(row["mention_id"]))
        for layer in LAYERS
        for row in connection.execute(sa.select(SQL[layer.table]).where(SQL[layer.table].c.document_id == document_id)).mappings()
    ]
    order = {table: number for number, table in enumerate(BY_TABLE)}
    items.sort(key=lambda item: (item.row["start"], item.row["end"], order[item.layer.table]))
    return ArticleView(dict(document), [tuple(place) for place in places], items)


def _states(connection: Connection, document_id: str) -> dict[str, Row]:
    states = SQL["review_states"]
    found = connection.execute(sa.select(states).where(states.c.document_id == document_id)).mappings()
    return {row["mention_id"]: dict(row) for row in found}


def _item(layer: Layer, row: Row, state: Row | None) -> Item:
    if state is None:
        return Item(layer, row)
    machine = from_json(layer.table, state["machine"]) if state["machine"] else None
    return Item(layer, row, state["second_look"] or "", state["reviewers"] or "", machine)
