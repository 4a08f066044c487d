"""The database: the system of record, in SQLite or PostgreSQL."""

from flows.store.duplicates import link_near_duplicates
from flows.store.migrations import SCHEMA_VERSION
from flows.store.reading import arrow_tables, ordered, rows
from flows.store.reviews import decide, history, undo
from flows.store.sql import SQL
from flows.store.store import Known, Store

__all__ = [
    "SCHEMA_VERSION",
    "SQL",
    "Known",
    "Store",
    "arrow_tables",
    "decide",
    "history",
    "link_near_duplicates",
    "ordered",
    "rows",
    "undo",
]
