"""The tables: their one schema, and how records become their rows."""

from flows.tables.columns import Column, Table
from flows.tables.frames import arrow_schema
from flows.tables.rows import content_hash, document_id, reject_row, rows_of
from flows.tables.schema import BY_NAME, TABLES

__all__ = ["BY_NAME", "TABLES", "Column", "Table", "arrow_schema", "content_hash", "document_id", "reject_row", "rows_of"]
