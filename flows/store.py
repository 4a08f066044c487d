"""Rows to the database: each document whole or absent, the same rows however often it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from flows.errors import StoreError
from flows.tables.schema import TABLES, Column, Table, Type

SCHEMA_VERSION = 1

Row = dict[str, Any]


class _Iso(sa.types.TypeDecorator[Any]):
    """A day or a time: ISO 8601 text in SQLite, which has no type for it, and the native type elsewhere."""

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
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return self.kind.fromisoformat(value) if value is not None and dialect.name == "sqlite" else value


class _Bool(sa.types.TypeDecorator[bool]):
    """A boolean: 0 or 1 in SQLite, whose STRICT tables know no other."""

    impl = sa.Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Integer() if dialect.name == "sqlite" else sa.Boolean())

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else bool(value)


_TYPES: dict[Type, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
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
        index=column.references is not None and column.name != "run_id",  # else deleting a document scans all tables
        unique=(table.name, column.name) == ("documents", "source"),
        comment=column.description,
    )


METADATA = sa.MetaData()
SQL: dict[str, sa.Table] = {
    table.name: sa.Table(
        table.name, METADATA, *(_column(c, table) for c in table.columns), comment=table.description, sqlite_strict=True
    )
    for table in TABLES
}
_VERSION = sa.Table("schema_version", METADATA, sa.Column("version", sa.Integer, primary_key=True), sqlite_strict=True)
_OF_DOCUMENTS = [table.name for table in TABLES if table.by_document and table.name != "documents"]


@dataclass(frozen=True, slots=True)
class Known:
    """What the database already holds of a source."""

    document_id: str
    content_hash: str
    fingerprint: str


class Store:
    """The database of one project.

    Args:
        url: An SQLAlchemy URL, or a path for SQLite. Tables are made where they are missing.

    Raises:
        StoreError: The database cannot be opened, or was made by a newer newstables.
    """

    def __init__(self, url: str | Path) -> None:
        self.url = url if isinstance(url, str) and "://" in url else f"sqlite:///{url}"
        try:
            self.engine = sa.create_engine(self.url)
            if self.engine.dialect.name == "sqlite":
                sa.event.listen(self.engine, "connect", _sqlite_settings)
                sa.event.listen(self.engine, "begin", _sqlite_begin)
            self._reading = self.engine.execution_options(read_only=True)
            with self.engine.begin() as connection:
                METADATA.create_all(connection)
                version = connection.scalar(sa.select(_VERSION.c.version))
                if version is None:
                    connection.execute(_VERSION.insert().values(version=SCHEMA_VERSION))
        except (sa.exc.SQLAlchemyError, ModuleNotFoundError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise StoreError(
                f"{self.display}: cannot open the database: {reason}. Check the path or URL given with --database."
            ) from None
        if version is not None and version != SCHEMA_VERSION:
            raise StoreError(
                f"{self.display}: the database has schema version {version}, this newstables needs {SCHEMA_VERSION}. "
                "Install the newstables that made it, or name another --database."
            )

    @property
    def display(self) -> str:
        """The URL without its password."""
        return sa.make_url(self.url).render_as_string(hide_password=True)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def known(self, sources: Iterable[str]) -> dict[str, Known]:
        """What is held of each of some sources, by source."""
        d = SQL["documents"].c
        wanted = sa.select(d.source, d.document_id, d.content_hash, d.fingerprint).where(d.source.in_(list(sources)))
        with self.reading() as connection:
            return {source: Known(*rest) for source, *rest in connection.execute(wanted)}

    def write(self, documents: Sequence[Mapping[str, list[Row]]], run_id: str, fingerprint: str) -> None:
        """Replace the rows of some documents, all in one transaction.

        Args:
            documents: Rows by table, one mapping a document, as :func:`flows.tables.rows_of` gives them.
            run_id: The run that writes them.
            fingerprint: What extracted them.
        """
        if not documents:
            return
        heads = [document["documents"][0] | {"run_id": run_id, "fingerprint": fingerprint} for document in documents]
        sources = [head["source"] for head in heads]
        with self.engine.begin() as connection:
            stale = sa.select(SQL["documents"].c.document_id).where(SQL["documents"].c.source.in_(sources))
            connection.execute(SQL["documents"].delete().where(SQL["documents"].c.document_id.in_(stale)))
            connection.execute(SQL["rejects"].delete().where(SQL["rejects"].c.source.in_(sources)))
            connection.execute(SQL["documents"].insert(), heads)
            for name in _OF_DOCUMENTS:
                rows = [row for document in documents for row in document.get(name, ())]
                if rows:
                    connection.execute(SQL[name].insert(), rows)

    def reject(self, rejects: Iterable[Row], run_id: str) -> None:
        """Write rejects; one that is known already keeps the run that first met it."""
        rows = {row["reject_id"]: row | {"run_id": run_id} for row in rejects}
        with self.engine.begin() as connection:
            known = set(connection.scalars(sa.select(SQL["rejects"].c.reject_id).where(SQL["rejects"].c.reject_id.in_(rows))))
            new = [row for key, row in rows.items() if key not in known]
            if new:
                connection.execute(SQL["rejects"].insert(), new)

    def begin_run(self, run: Row) -> None:
        """Enter a run in the ledger, as running."""
        with self.engine.begin() as connection:
            connection.execute(SQL["runs"].insert(), run | {"started_at": datetime.now(UTC), "status": "running"})

    def end_run(self, run_id: str, status: str, counts: Mapping[str, int]) -> None:
        """Say in the ledger how a run ended."""
        with self.engine.begin() as connection:
            ledger = SQL["runs"]
            values = {"ended_at": datetime.now(UTC), "status": status, **counts}
            connection.execute(ledger.update().where(ledger.c.run_id == run_id).values(values))

    def counts(self) -> dict[str, int]:
        """Number of rows of each table."""
        with self.reading() as connection:
            return {name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for name, table in SQL.items()}

    def reading(self) -> Connection:
        """A connection for queries; it takes no lock that a writer could wait for."""
        return self._reading.connect()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection on which all tables are seen as of one moment."""
        engine = self._reading
        if engine.dialect.name != "sqlite":  # which always reads so inside a transaction
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.connect() as connection, connection.begin():
            yield connection


def read(connection: Connection, table: Table, batch: int = 20_000) -> Iterator[list[Row]]:
    """The rows of a table in an order that does not depend on when they were written, a batch at a time."""
    sql = SQL[table.name]
    order = [sql.c[name] for name in ("source", "document_id", "start", "end", "number") if name in sql.c] + [sql.c[table.key]]
    result = connection.execution_options(yield_per=batch).execute(sa.select(sql).order_by(*order))
    for rows in result.mappings().partitions():
        yield [dict(row) for row in rows]


def _sqlite_settings(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not open transactions of its own, see _sqlite_begin
    cursor = connection.cursor()
    # WAL lets the review page read while a run writes; two runs at once wait for each other rather than fail.
    for setting in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=60000"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that upgrades from reading fails, without waiting, if another wrote meanwhile.
    reads = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
