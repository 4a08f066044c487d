"""Tables without rules: short cells with wide gaps between them, row under row, at the same edges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from flows.sources.pdf.lines import Box
from flows.sources.pdf.tables import Table
from flows.sources.pdf.words import Word

_ROWS = 3  # at least
_GAP = 1.2  # of the font size, between two cells; wider than between two words
_WORDS_A_CELL = 4.0  # on average, at most; a line of a column of prose has more
_LINES_A_LABEL = 5
_LINE_STEP = 1.5  # font sizes from a label's line to the next, at most; the next row is farther
_LABEL = re.compile(r"\W*[A-Z0-9$€£¥]|[-–—−(]?[\d.]|n/?a\b")
_FIGURE = re.compile(r"[-–—−+(]{0,2}[$€£¥]?\d[\d.,]*(?:%|\)|bn|m|k|[a-z*])*|[-–—.…]+|n/?a", re.IGNORECASE)
_MARK = re.compile(r"\W+|\(?\w{1,3}[.)]|\d{1,2}(?:\.\d{1,2})+")

Cell = list[int]
"""A cell as the numbers of its words."""


def unruled_tables(words: Sequence[Word], taken: set[int]) -> tuple[list[Table], set[int]]:
    """Find the tables of a page that have no rules.

    Only those are found whose words were written row by row; :func:`tables_by_column` finds others.

    Args:
        words: The page's words in the order in which its program wrote them.
        taken: The indexes of those that stand in a table already.

    Returns:
        The tables, and the indexes of their words.
    """
    tables: list[Table] = []
    found: set[int] = set()
    rows = [row for row in rows_of(words) if not taken.intersection(*row[:1])]
    for group in _groups(words, _with_wrapped_labels(words, rows)):
        cells = [cell for row in group for cell in row]
        if len(group) >= _ROWS and _reads_as_table(words, cells):
            inside = [i for cell in cells for i in cell]
            tables.append(Table.of([[[words[i] for i in cell] for cell in row] for row in group], box_of(words, inside)))
            found.update(inside)
    return tables, found


def rows_of(words: Sequence[Word]) -> Iterator[list[Cell]]:
    """Words that were written one after the other at one height, divided into cells."""
    row: list[Cell] = []
    for i, word in enumerate(words):
        before = words[i - 1] if row else None
        if before is None or not _is_beside(before, word):
            if row:
                yield row
            row = [[i]]
        elif word.left - before.right > _GAP * max(before.size, word.size) and not (len(row) == 1 and _is_mark(words, row[0])):
            row.append([i])
        else:
            row[-1].append(i)
    if row:
        yield row


def _is_beside(before: Word, after: Word) -> bool:
    overlap = min(before.bottom, after.bottom) - max(before.top, after.top)
    return bool(overlap > 0.5 * min(before.bottom - before.top, after.bottom - after.top) and after.left > before.left)


def _is_mark(words: Sequence[Word], cell: Cell) -> bool:
    """Whether a cell is only the mark of a list's item."""
    return len(cell) == 1 and _MARK.fullmatch(words[cell[0]].text) is not None


def _with_wrapped_labels(words: Sequence[Word], rows: Sequence[list[Cell]]) -> Iterator[list[Cell]]:
    """The rows, each label of several lines in one with its figures, which were written after all of them."""
    lines: list[list[Cell]] = []
    for row in rows:
        has_last_line = lines and len(row) > 1 and _goes_on(words, lines[-1][0], row[0]) and words[row[0][0]].text[0].islower()
        label, figures = ([*lines, row[:1]], row[1:]) if has_last_line else (lines, row)
        if _are_its_figures(words, label, figures):
            yield [[i for line in label for i in line[0]], *figures]
            lines = []
            continue
        if lines and not (len(row) == 1 and _goes_on(words, lines[-1][0], row[0])):
            yield from lines
            lines = []
        if len(row) == 1:
            lines.append(row)
        else:
            yield row
    yield from lines


def _goes_on(words: Sequence[Word], upper: Cell, lower: Cell) -> bool:
    """Whether one line follows another in a cell."""
    above, below = words[upper[0]], words[lower[0]]
    return abs(below.left - above.left) < 0.5 * above.size and 0 < below.top - above.top < _LINE_STEP * above.size


def _are_its_figures(words: Sequence[Word], label: Sequence[list[Cell]], row: list[Cell]) -> bool:
    """Whether a row of figures stands to the right of a label of several lines, level with one of them."""
    if not 1 < len(label) <= _LINES_A_LABEL:
        return False
    first = words[row[0][0]]
    level = any(abs(words[line[0][0]].bottom - first.bottom) < 0.4 * first.size for line in label)
    beside = max(words[line[0][-1]].right for line in label) < first.left
    return level and beside and all(is_figure(words, cell) for cell in row)


def is_figure(words: Sequence[Word], cell: Cell) -> bool:
    """Whether a cell holds a figure, or what stands for none."""
    return all(_FIGURE.fullmatch(words[i].text) for i in cell)


def _groups(words: Sequence[Word], rows: Iterable[list[Cell]]) -> Iterator[list[list[Cell]]]:
    """Rows of two cells or more that follow each other with cells at the same edges."""
    group: list[list[Cell]] = []
    for row in rows:
        if group and not (len(row) > 1 and _is_under(words, group[-1], row)):
            yield group
            group = []
        if len(row) > 1:
            group.append(row)
    yield group


def _is_under(words: Sequence[Word], upper: list[Cell], lower: list[Cell]) -> bool:
    above, below = words[upper[0][0]], words[lower[0][0]]
    lowest = max(words[i].top for cell in upper for i in cell)
    if not (above.top < below.top and below.top - lowest < 4 * above.size):
        return False
    shared = sum(any(are_at_one_edge(words, one, other) for other in lower) for one in upper)
    return shared >= 2 and shared >= 0.6 * min(len(upper), len(lower))


def are_at_one_edge(words: Sequence[Word], one: Cell, other: Cell) -> bool:
    """Whether two cells begin, end, or have their middle at one edge."""
    (left, right), (second_left, second_right) = ((words[cell[0]].left, words[cell[-1]].right) for cell in (one, other))
    middles = abs(left + right - second_left - second_right) / 2
    return bool(min(abs(left - second_left), abs(right - second_right), middles) < 0.4 * words[one[0]].size)


def _reads_as_table(words: Sequence[Word], cells: Sequence[Cell]) -> bool:
    """Short cells that begin as labels and figures do: a line of prose begins in lower case more often than not."""
    others = [cell for cell in cells if _LABEL.match(words[cell[0]].text) is None]
    short = sum(map(len, cells)) <= _WORDS_A_CELL * len(cells) and all(len(cell) <= _WORDS_A_CELL for cell in others)
    return short and len(others) <= 0.2 * len(cells)


def box_of(words: Sequence[Word], inside: Sequence[int]) -> Box:
    """The box around some words, by their numbers."""
    some = [words[i] for i in inside]
    return (min(w.left for w in some), min(w.top for w in some), max(w.right for w in some), max(w.bottom for w in some))
