"""The database: the system of record, in SQLite or PostgreSQL."""

from flows.store.migrations import SCHEMA_VERSION
from flows.store.reading import arrow_tables, ordered, rows
from flows.store.sql import SQL
from flows.store.store import Known, Store

__all__ = ["SCHEMA_VERSION", "SQL", "Known", "Store", "arrow_tables", "ordered", "rows"]
