"""Rows to the database: each document whole or absent, the same rows however often it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from flows.errors import DocumentError, StoreError
from flows.store.address import database_url, display
from flows.store.database import lock, open_database
from flows.store.dossier import logs, reviewed
from flows.store.insert import insert
from flows.store.reading import ordered
from flows.store.sql import OF_DOCUMENTS, SQL
from flows.tables.schema import BY_NAME

Row = dict[str, Any]
_T = TypeVar("_T")

_KEYS_A_QUERY = 500


@dataclass(frozen=True, slots=True)
class Known:
    """What the database already holds of a source."""

    document_id: str
    content_hash: str
    fingerprint: str


class Store:
    """The database of one project.

    Args:
        url: An SQLAlchemy URL, or a path for SQLite.
        new: Whether tables are made where there are none.

    Raises:
        StoreError: The database cannot be opened, has no tables of ours, or was made by a newer newstables.
    """

    def __init__(self, url: str | Path, *, new: bool = True) -> None:
        self.engine = open_database(url, new)
        self.url = database_url(url).render_as_string(hide_password=False)
        self._reading = self.engine.execution_options(read_only=True)

    @property
    def display(self) -> str:
        """The URL without its password."""
        return display(self.url)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def known(self, sources: Iterable[str]) -> dict[str, Known]:
        """What is held of each of some sources, by source."""
        d = SQL["documents"].c
        found: dict[str, Known] = {}
        with self.reading() as connection:
            for some in _batches(sources, _KEYS_A_QUERY):
                wanted = sa.select(d.source, d.document_id, d.content_hash, d.fingerprint).where(d.source.in_(some))
                found.update((source, Known(*rest)) for source, *rest in connection.execute(wanted))
        return found

    def write(
        self,
        documents: Sequence[Mapping[str, list[Row]]],
        run_id: str,
        fingerprint: str,
        entry: Callable[[Connection], None] | None = None,
    ) -> None:
        """Replace the rows of some documents, all in one transaction.

        Args:
            documents: Rows by table, one mapping a document, as :func:`flows.tables.rows_of` gives them. Of two with the same
                source the later one counts.
            run_id: The run that writes them.
            fingerprint: What extracted them.
            entry: What the ledger does in the same transaction, first.

        Raises:
            DocumentError: One of them cannot be stored; none is.
            StoreError: The database is lost, busy, full or read-only.
        """
        by_source = {document["documents"][0]["source"]: document for document in documents}
        try:
            with self.writing() as connection:
                lock(connection, by_source)
                if entry is not None:
                    entry(connection)
                if by_source:
                    _replace(connection, by_source, {"run_id": run_id, "fingerprint": fingerprint})
        except sa.exc.DBAPIError as error:
            raise DocumentError(f"cannot be stored: {_first_line(error)}") from error

    def reject(self, rejects: Iterable[Row], run_id: str) -> None:
        """Write rejects; one that is known already keeps the run that first met it."""
        rows = {row["reject_id"]: row | {"run_id": run_id} for row in rejects}
        for some in _batches(rows.values(), _KEYS_A_QUERY):
            with self.writing() as connection:
                lock(connection, [row["source"] for row in some])
                dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
                connection.execute(dialect.insert(SQL["rejects"]).on_conflict_do_nothing(), some)

    def forget(self, names: Iterable[str]) -> list[str]:
        """Delete documents and all that was made from them: rows, rejects, and decisions of reviewers, which quote them.

        Args:
            names: Sources or document ids.

        Returns:
            Those of the names that were found.
        """
        found = []
        with self._answering(), self.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.connection.driver_connection.execute("PRAGMA secure_delete=ON")  # type: ignore[union-attr]
            for name in names:
                with connection.begin():
                    lock(connection, [name])
                    if _forget(connection, name):
                        found.append(name)
            if connection.dialect.name == "sqlite":  # the log, too, holds old pages
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        return found

    def document(self, name: str) -> dict[str, list[Row]] | None:
        """All rows of one document and the decisions on it, by table; by its source or id; ``None`` where it is not held."""
        with self.snapshot() as connection:
            key = _document_id(connection, name)
            if key is None:
                return None
            found = {
                name: [dict(row) for row in connection.execute(ordered(name).where(SQL[name].c.document_id == key)).mappings()]
                for name in ("documents", *OF_DOCUMENTS)
                if BY_NAME[name].published
            }
            source = found["documents"][0]["source"]
            return found | {"reviews": logs(connection, [source]).get(source, [])}

    def counts(self) -> dict[str, int]:
        """Number of rows of each table."""
        with self.reading() as connection:
            return {name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for name, table in SQL.items()}

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction; what is done in it is undone if anything fails.

        Raises:
            StoreError: The database is lost, busy, full or read-only. So do the other two.
        """
        with self._answering(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for queries; it takes no lock that a writer could wait for."""
        with self._answering(), self._reading.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection on which all tables are seen as of one moment."""
        engine = self._reading
        if engine.dialect.name != "sqlite":  # which always reads so inside a transaction
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with self._answering(), engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
            if _is_the_rows_fault(error):
                raise
            raise StoreError(f"{self.display}: the database cannot be used: {_first_line(error)}") from error


def _is_the_rows_fault(error: sa.exc.DBAPIError) -> bool:
    """Whether the database is well, and only does not take these rows: PostgreSQL's class 54, a text larger than it can index."""
    return str(getattr(error.orig, "sqlstate", "")).startswith("54")


def _first_line(error: sa.exc.DBAPIError) -> str:
    return str(error.orig).partition("\n")[0]


def _replace(connection: Connection, by_source: Mapping[str, Mapping[str, list[Row]]], made_by: Row) -> None:
    documents, rejects = SQL["documents"], SQL["rejects"]
    heads = [document["documents"][0] | made_by for document in by_source.values()]
    same = documents.c.document_id.in_([head["document_id"] for head in heads])  # its source may be composed otherwise (Unicode)
    connection.execute(documents.delete().where(documents.c.source.in_(by_source) | same))
    connection.execute(rejects.delete().where(rejects.c.source.in_(by_source)))
    log = logs(connection, by_source)
    decided = [reviewed(document, log[source]) if source in log else document for source, document in by_source.items()]
    insert(connection, "documents", heads)
    for name in OF_DOCUMENTS:
        insert(connection, name, [row for document in decided for row in document.get(name, ())])


def _forget(connection: Connection, name: str) -> bool:
    """Delete one document, or the rejects of one source."""
    key = _document_id(connection, name)
    rejects, reviews, documents = SQL["rejects"], SQL["reviews"], SQL["documents"]
    found = connection.execute(rejects.delete().where(rejects.c.source == name)).rowcount > 0
    if key is not None:
        source = connection.scalar(sa.select(documents.c.source).where(documents.c.document_id == key))
        connection.execute(reviews.delete().where(reviews.c.source == source))
        connection.execute(documents.delete().where(documents.c.document_id == key))
    return found or key is not None


def _document_id(connection: Connection, name: str) -> str | None:
    d = SQL["documents"].c
    key: str | None = connection.scalar(sa.select(d.document_id).where((d.source == name) | (d.document_id == name)))
    return key


def _batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some
