"""The schema of ``flows.tables`` as SQLAlchemy tables, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from flows.tables.columns import Column, Table, Type
from flows.tables.schema import TABLES


class _Iso(sa.types.TypeDecorator[Any]):
    """A day or a time: ISO 8601 text in SQLite, which has no type for it, and the native type elsewhere; times are UTC."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: type[date]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.Text())
        native: sa.types.TypeEngine[Any] = sa.DateTime(timezone=True) if self.kind is datetime else sa.Date()
        return dialect.type_descriptor(native)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if isinstance(value, datetime):
            value = value.astimezone(UTC)
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is not None and dialect.name == "sqlite":
            value = self.kind.fromisoformat(value)
        return value.astimezone(UTC) if isinstance(value, datetime) else value


class _Bool(sa.types.TypeDecorator[bool]):
    """A boolean: 0 or 1 in SQLite, whose STRICT tables know no other."""

    impl = sa.Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Integer() if dialect.name == "sqlite" else sa.Boolean())

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else bool(value)


_TYPES: dict[Type, sa.types.TypeEngine[Any]] = {
    # Text is compared by code point, as SQLite and DuckDB do, so that a dataset has one order whatever the server's locale.
    "text": sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
    "integer": sa.Integer(),
    "number": sa.Float(53).with_variant(sa.REAL(), "sqlite"),
    "boolean": _Bool(),
    "date": _Iso(date),
    "datetime": _Iso(datetime),
}


def _column(column: Column, table: Table) -> sa.Column[Any]:
    keys = []
    if column.references:
        # A document's rows go with it; rows that point to each other are written in one transaction, so checked at its end.
        rule = "CASCADE" if column.name == "document_id" else None
        keys = [sa.ForeignKey(column.references, ondelete=rule, deferrable=True, initially="DEFERRED")]
    return sa.Column(
        column.name,
        _TYPES[column.type],
        *keys,
        primary_key=column.name == table.key,
        nullable=not column.required,
        server_default=column.default,
        index=_is_looked_up(column),
        unique=(table.name, column.name) == ("documents", "source"),
        comment=column.description,
    )


def _is_looked_up(column: Column) -> bool:
    """Whether it needs an index: without one on each reference, deleting a document scans all tables."""
    return column.looked_up or (column.references is not None and column.name != "run_id")


def _indexes(table: Table) -> Iterator[sa.Index]:
    """Indexes on several columns: who reviews asks for what is unreviewed, the most doubtful first, or for a country or speaker."""
    if table.reviewed:  # the id is in it, as a rule's rows all have the same confidence
        yield sa.Index(f"ix_{table.name}_doubtful", "review_status", "confidence", "mention_id")
    if table.name == "countries":
        yield sa.Index("ix_countries_country", "iso_alpha2", "review_status")
    if table.name == "quotes":
        yield sa.Index("ix_quotes_speaker", "speaker", "anonymous", "review_status")


METADATA = sa.MetaData()
SQL: dict[str, sa.Table] = {
    table.name: sa.Table(
        table.name,
        METADATA,
        *(_column(c, table) for c in table.columns),
        *_indexes(table),
        comment=table.description,
        sqlite_strict=True,
    )
    for table in TABLES
    if table.stored
}
VERSION = sa.Table("schema_version", METADATA, sa.Column("version", sa.Integer, primary_key=True), sqlite_strict=True)
OF_DOCUMENTS = [table.name for table in TABLES if table.by_document and table.name != "documents"]
