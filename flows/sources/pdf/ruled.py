"""Tables with rules: words between their lines, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.table import TableFinder

from flows.sources.pdf.drawn import MOST_EDGES, Drawn
from flows.sources.pdf.lines import Box
from flows.sources.pdf.tables import Table
from flows.sources.pdf.words import Word

# Word draws each border twice and dashes it: on ministries' PDFs the defaults found 30 by 11 cells where 5 by 4 are.
_SETTINGS = {"snap_tolerance": 6, "edge_min_length": 14}


@dataclass(slots=True)
class _Row:
    cells: list[Box | None]


def ruled_tables(page: Drawn, words: Sequence[Word]) -> tuple[list[Table], set[int]]:
    """Find the tables of a page that have rules.

    Args:
        page: The page as it is drawn.
        words: Its words.

    Returns:
        The tables, and the indexes of the words that stand in one.
    """
    tables: list[Table] = []
    taken: set[int] = set()
    if not 4 <= page.segments <= MOST_EDGES:
        return tables, taken
    for found in TableFinder(page, _SETTINGS).tables:  # type: ignore[arg-type]  # of a page it asks the edges alone
        inside = {i: word for i, word in enumerate(words) if i not in taken and _within(word, found.bbox)}
        rows = [[[] if cell is None else _cell_words(cell, inside) for cell in row.cells] for row in _whole_rows(found.rows)]
        rows = [row for row in rows if any(row)]
        if _is_table(rows, len(inside)):
            tables.append(Table.of([[[word for _, word in cell] for cell in row] for row in rows], found.bbox))
            taken.update(i for row in rows for cell in row for i, _ in cell)
    return tables, taken


def _whole_rows(rows: Sequence[Any]) -> Iterator[_Row]:
    """Rows with the parts of a cell put together: shading behind each line of a cell draws borders within it.

    A row that begins in one column only, while the cells beside it go on, is such a part.
    """
    whole: list[_Row] = []
    for row in rows:
        begun = [i for i, cell in enumerate(row.cells) if cell is not None]
        above = whole[-1].cells[begun[0]] if whole and len(begun) == 1 < len(row.cells) else None
        if above is None or len(whole[-1].cells) != len(row.cells) or sum(cell is not None for cell in whole[-1].cells) < 2:
            whole.append(_Row(list(row.cells)))
            continue
        part = row.cells[begun[0]]
        if abs(part[1] - above[3]) > 3:
            whole.append(_Row(list(row.cells)))
        else:
            whole[-1].cells[begun[0]] = (min(above[0], part[0]), above[1], max(above[2], part[2]), part[3])
    yield from whole


def _cell_words(cell: Box, words: dict[int, Word]) -> list[tuple[int, Word]]:
    return [(i, word) for i, word in words.items() if _within(word, cell)]


def _within(word: Word, box: Box) -> bool:
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _is_table(rows: Sequence[Sequence[Sequence[object]]], words: int) -> bool:
    """Two rows of two filled cells at least, and nearly all words of its area in cells: else the rules are decoration."""
    full = [sum(bool(cell) for cell in row) for row in rows]
    held = sum(len(cell) for row in rows for cell in row)
    return sum(count > 1 for count in full) >= 2 and held >= 0.9 * words
