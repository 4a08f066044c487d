"""What a table on a page is: its cells, kept together row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.sources.pdf.lines import Box, Line, lines_of

Word = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows of cells, each with the words that stand in it, in the order in which they were written.

    Attributes:
        rows: The cells by row; a cell without words is an empty list.
        box: Where it stands.
    """

    rows: list[list[list[Word]]]
    box: Box

    def lines(self) -> list[Line]:
        """The lines of all cells."""
        return [line for row in self.rows for cell in row for line in lines_of(cell)]
