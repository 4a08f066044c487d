"""What a table is: its name, its columns, and what belongs to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "integer", "number", "boolean", "date", "datetime"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Its name, everywhere.
        type: Its logical type; ``date`` and ``datetime`` are ISO 8601 in text formats, ``datetime`` is UTC.
        description: What it says, for those who only see the dataset.
        required: Whether every row has a value.
        references: ``table.column`` that it points to.
        unit: Unit of a number.
        default: What it holds in rows that were written before there was such a column.
        looked_up: Whether rows are found by it, so that it needs an index.
    """

    name: str
    type: Type
    description: str
    required: bool = False
    references: str | None = None
    unit: str | None = None
    default: str | None = None
    looked_up: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: Its name, everywhere.
        description: What one row of it is.
        columns: Its columns in order; the first is the primary key.
        published: Whether it is part of the dataset, and not only of the database.
        stored: Whether it is part of the database, and not only of the dataset.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    published: bool = True
    stored: bool = True

    @property
    def key(self) -> str:
        """Name of the primary key column."""
        return self.columns[0].name

    @property
    def by_document(self) -> bool:
        """Whether its rows belong to a document and are replaced with it."""
        return self.stored and any(c.name == "document_id" and (c.references or c.name == self.key) for c in self.columns)

    @property
    def reviewed(self) -> bool:
        """Whether its rows are mentions, on which persons decide."""
        return any(column.name == "review_status" for column in self.columns)
