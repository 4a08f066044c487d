"""Opening a database: SQLite or PostgreSQL by URL, its tables made or brought up to date."""

from __future__ import annotations

import time
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect, Engine

from flows.errors import StoreError
from flows.store.address import database_url, display
from flows.store.migrations import SCHEMA_VERSION, make_views, migrate
from flows.store.sql import METADATA, VERSION

_WHILE_A_SERVER_RESTARTS = (0.5, 1, 2, 4, 8, 15)  # seconds between attempts to connect to it
_SCHEMA_LOCK = "newstables schema"
_SQLITE_SETTINGS = (
    "busy_timeout=60000",  # two runs at once wait for each other rather than fail
    "journal_mode=WAL",  # the review page reads while a run writes
    "synchronous=FULL",  # what was committed outlives a power cut
    "foreign_keys=ON",
    "cache_size=-65536",  # 64 MB
    "wal_autocheckpoint=8192",  # pages, 32 MB: what is written often is moved into the database seldom
)


def open_database(url: str | Path, new: bool) -> Engine:
    """An engine on a database that has this version's tables.

    Args:
        url: An SQLAlchemy URL, or a path for SQLite.
        new: Whether tables are made where there are none.

    Raises:
        StoreError: It cannot be opened, is not ours, or was made by a newer newstables.
    """
    address = database_url(url)
    if not new and address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
        raise _nothing_there(url)  # before SQLite makes it
    try:
        engine = sa.create_engine(address, pool_pre_ping=True, hide_parameters=True)  # an error must not show a document's text
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _sqlite_settings)
            sa.event.listen(engine, "begin", _sqlite_begin)
        _bring_up_to_date(engine, new)
    except (sa.exc.SQLAlchemyError, ModuleNotFoundError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
            reason = "PostgreSQL needs the extra: pip install 'newstables[postgres]'"
        raise StoreError(
            f"{display(url)}: cannot open the database: {reason}. Check the path or URL given with --database."
        ) from None
    if engine.dialect.name == "postgresql":
        sa.event.listen(engine, "do_connect", _connect_patiently)
    return engine


def _nothing_there(url: str | Path) -> StoreError:
    return StoreError(f"{display(url)}: no database of newstables is there; `newstables run` and `newstables import` make one")


def _connect_patiently(dialect: Dialect, _record: Any, arguments: list[Any], options: dict[str, Any]) -> Any:
    """Connect anew to a database that could be opened before: while its server restarts, it needs no more than waiting."""
    for seconds in _WHILE_A_SERVER_RESTARTS:
        try:
            return dialect.connect(*arguments, **options)
        except dialect.loaded_dbapi.OperationalError:
            time.sleep(seconds)
    return dialect.connect(*arguments, **options)


def lock(connection: Connection, names: Iterable[str]) -> None:
    """Hold some names until the transaction ends, against others that want the same ones.

    SQLite has one writer at a time anyway. In PostgreSQL two runs that replace the same documents would deadlock or collide;
    both lock in the order of the keys, so one simply waits.
    """
    if connection.dialect.name == "postgresql":
        keys = sorted({_lock_key(name) for name in names})
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key"), {"keys": keys})


def _lock_key(name: str) -> int:
    digest = blake2b(normalize("NFC", name).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _bring_up_to_date(engine: Engine, new: bool) -> None:
    with engine.execution_options(read_only=True).connect() as connection:  # mostly there is nothing to do, and none to wait for
        if _version(connection) == SCHEMA_VERSION:
            return
    with engine.begin() as connection:
        lock(connection, [_SCHEMA_LOCK])
        version = _version(connection)
        if version is None:
            _refuse_foreign_tables(connection)
            if not new:
                raise _nothing_there(engine.url.render_as_string())
            METADATA.create_all(connection)
            make_views(connection)
            connection.execute(VERSION.insert().values(version=SCHEMA_VERSION))
        elif version > SCHEMA_VERSION:
            raise StoreError(
                f"{display(engine.url.render_as_string())}: the database has schema version {version}, this newstables knows up to "
                f"{SCHEMA_VERSION}. Install the newstables that made it, or name another --database."
            )
        elif version < SCHEMA_VERSION:
            migrate(connection, version)
            connection.execute(VERSION.update().values(version=SCHEMA_VERSION))


def _version(connection: Connection) -> int | None:
    if not sa.inspect(connection).has_table(VERSION.name):
        return None
    version: int | None = connection.scalar(sa.select(VERSION.c.version))
    return version


def _refuse_foreign_tables(connection: Connection) -> None:
    foreign = set(sa.inspect(connection).get_table_names()) & set(METADATA.tables)
    if foreign:
        raise StoreError(
            f"{display(connection.engine.url.render_as_string())}: there is a table {sorted(foreign)[0]!r} that newstables did not "
            "make. Name another --database."
        )


def _sqlite_settings(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not open transactions of its own, see _sqlite_begin
    cursor = connection.cursor()
    for setting in _SQLITE_SETTINGS:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that upgrades from reading fails, without waiting, if another wrote meanwhile.
    reads = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
