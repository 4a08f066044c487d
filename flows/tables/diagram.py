"""The tables and how they refer to each other, as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from flows.tables.schema import TABLES


def entity_relationship_diagram() -> str:
    """The diagram in Mermaid's language, which GitHub and many editors draw."""
    return "\n".join(["erDiagram", *_lines()])


def _lines() -> Iterator[str]:
    for table in TABLES:
        yield f"    {table.name} {{"
        for column in table.columns:
            key = " PK" if column.name == table.key else " FK" if column.references else ""
            if key or not table.by_document or table.name == "documents":
                yield f"        {column.type} {column.name}{key}"
        yield "    }"
    for table in TABLES:
        for column in table.columns:
            if column.references:
                other = column.references.partition(".")[0]
                yield f"    {other} {'||' if column.required else '|o'}--o{{ {table.name} : {column.name}"
