"""Tables without rules that were written column by column: labels, then beside them figures at the same heights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import takewhile

from flows.sources.pdf.tables import Table
from flows.sources.pdf.unruled import Cell, are_at_one_edge, box_of, is_figure, rows_of
from flows.sources.pdf.words import Word

_ROWS = 3  # at least
_SHARE_AT_LABELS = 0.8  # of a column's cells that stand at the height of a label
_SHARE_OF_FIGURES = 0.7
_WORDS_A_LABEL = 8.0  # on average, at most; a line of prose has more
_LEVEL = 0.4  # of the font size, by which two cells of a row may differ in height


def tables_by_column(words: Sequence[Word], taken: set[int]) -> tuple[list[Table], set[int]]:
    """Find the tables of a page that were written column by column.

    Columns of prose are written so, too: only columns of figures beside a column of labels are a table.

    Args:
        words: The page's words in the order in which its program wrote them.
        taken: The indexes of those that stand in a table already.

    Returns:
        The tables, and the indexes of their words.
    """
    tables: list[Table] = []
    found: set[int] = set()
    columns = list(_columns(words, [row for row in rows_of(words) if not taken.intersection(*row[:1])]))
    while columns:
        labels, *rest = columns
        figures = list(takewhile(partial(_are_figures_of, words, labels), rest))
        columns = rest[len(figures) :]
        if figures:
            rows = list(_rows_across(words, labels, [cell for column in figures for cell in column]))
            inside = [i for row in rows for cell in row for i in cell]
            tables.append(Table.of([[[words[i] for i in cell] for cell in row] for row in rows], box_of(words, inside)))
            found.update(inside)
    return tables, found


def _columns(words: Sequence[Word], rows: Sequence[list[Cell]]) -> Iterator[list[Cell]]:
    """Cells that were written one under the other, at one edge, with nothing beside them in between."""
    column: list[Cell] = []
    for row in rows:
        if column and not (len(row) == 1 and _is_under(words, column[-1], row[0])):
            yield column
            column = []
        if len(row) == 1:
            column.append(row[0])
    if column:
        yield column


def _is_under(words: Sequence[Word], upper: Cell, lower: Cell) -> bool:
    above, below = words[upper[0]], words[lower[0]]
    return 0 < below.top - above.top < 4 * above.size and are_at_one_edge(words, upper, lower)


def _are_figures_of(words: Sequence[Word], labels: Sequence[Cell], column: Sequence[Cell]) -> bool:
    """Whether a column holds the figures of rows that begin with ``labels``."""
    beside = [label for label in labels if any(_are_level(words, label, cell) for cell in column)]
    if len(beside) < max(_ROWS, _SHARE_AT_LABELS * len(column)) or sum(map(len, beside)) > _WORDS_A_LABEL * len(beside):
        return False
    is_right = all(words[label[-1]].right < words[column[0][-1]].right for label in beside)
    return is_right and sum(is_figure(words, cell) for cell in column) >= _SHARE_OF_FIGURES * len(column)


def _are_level(words: Sequence[Word], one: Cell, other: Cell) -> bool:
    return abs(words[one[0]].bottom - words[other[0]].bottom) < _LEVEL * words[one[0]].size


def _rows_across(words: Sequence[Word], labels: Sequence[Cell], figures: Sequence[Cell]) -> Iterator[list[Cell]]:
    """The rows from top to bottom, each with its cells from left to right."""
    top, bottom = (edge(words[cell[0]].bottom for cell in figures) for edge in (min, max))
    size = words[figures[0][0]].size
    within = [label for label in labels if top - size < words[label[0]].bottom < bottom + size]
    row: list[Cell] = []
    for cell in sorted([*within, *figures], key=lambda cell: words[cell[0]].bottom):
        if row and not _are_level(words, row[-1], cell):
            yield sorted(row, key=lambda cell: words[cell[0]].left)
            row = []
        row.append(cell)
    yield sorted(row, key=lambda cell: words[cell[0]].left)
