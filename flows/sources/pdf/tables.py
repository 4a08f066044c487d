"""What a table on a page is: its cells, kept together row by row."""

from __future__ import annotations

from dataclasses import dataclass

from flows.sources.pdf.lines import Box, Line


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows of cells, each with its lines.

    Attributes:
        rows: The cells by row; a cell without words is an empty list.
        box: Where it stands.
    """

    rows: list[list[list[Line]]]
    box: Box

    def lines(self) -> list[Line]:
        """The lines of all cells."""
        return [line for row in self.rows for cell in row for line in cell]
