"""What a table on a page is: its cells, kept together row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.sources.pdf.lines import Box, Line, box_around, lines_of
from flows.sources.pdf.words import Word

WORDS_OF_A_CELL = 12
"""A cell of more words holds prose."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows of cells, each with its lines.

    Attributes:
        rows: The cells by row, without empty ones; a row whose cells are of one line each, and short, is one line.
        box: Where it stands.
    """

    rows: list[list[list[Line]]]
    box: Box

    @classmethod
    def of(cls, rows: Iterable[Iterable[Sequence[Word]]], box: Box) -> Table:
        """The table of the words of some cells, in the order in which they were written."""
        cells = ([lines_of(cell) for cell in row if cell] for row in rows)
        return cls([[[_side_by_side(row)]] if _is_plain(row) else row for row in cells if row], box)

    def lines(self) -> list[Line]:
        """The lines of all cells."""
        return [line for row in self.rows for cell in row for line in cell]


def _is_plain(row: Sequence[Sequence[Line]]) -> bool:
    return all(len(cell) == 1 and len(cell[0].text.split()) <= WORDS_OF_A_CELL for cell in row)


def _side_by_side(row: Sequence[Sequence[Line]]) -> Line:
    """The row as a line: a page of numbers has thousands of cells."""
    lines = [line for cell in row for line in cell]
    return Line(" | ".join(line.text for line in lines), box_around(lines), lines[0].size, lines[0].font)
