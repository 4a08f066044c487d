"""A page of a PDF: its words, however they are turned or set, as lines and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from flows.sources.pdf.by_column import tables_by_column
from flows.sources.pdf.drawn import Drawn, Letter
from flows.sources.pdf.level_ruled import level_ruled_tables
from flows.sources.pdf.lines import Line, in_reading_order, lines_of
from flows.sources.pdf.ruled import ruled_tables
from flows.sources.pdf.tables import Table
from flows.sources.pdf.typography import plain_words
from flows.sources.pdf.unruled import unruled_tables
from flows.sources.pdf.words import Word, words_of


@dataclass(slots=True)
class PageLines:
    """A page: its lines in reading order, without those in its tables.

    Attributes:
        number: Its number, from 1.
        height: Its height in points, as it is read.
        lines: The lines.
        tables: The tables.
    """

    number: int
    height: float
    lines: list[Line]
    tables: list[Table]


def read_page(page: Drawn) -> PageLines:
    """The lines and tables of a page.

    Args:
        page: The page as it is drawn.

    Returns:
        Them; of a page whose text runs up or down it, as seen by a reader who has turned it.
    """
    letters, height = page.letters, page.height
    sideways = [letter for letter in letters if letter.turn]
    is_sideways = 2 * len(sideways) > len(letters)
    if is_sideways:
        letters, height = [_turned(letter, page) for letter in sideways], page.width
    elif sideways:
        letters = [letter for letter in letters if not letter.turn]  # without a stamp along the margin
    words = plain_words(words_of(letters))
    tables, in_tables = _tables(page, words, has_rules=not is_sideways)
    lines = lines_of([word for i, word in enumerate(words) if i not in in_tables])
    return PageLines(page.pageid, float(height), in_reading_order(lines), tables)


def _tables(page: Drawn, words: Sequence[Word], has_rules: bool) -> tuple[list[Table], set[int]]:
    """The tables of a page, and the indexes of the words that stand in one."""
    tables, taken = ruled_tables(page, words) if has_rules else ([], set())
    finders = [partial(level_ruled_tables, page)] * has_rules + [unruled_tables, tables_by_column]
    for find in finders:
        found, inside = find(words, taken)
        tables, taken = tables + found, taken | inside
    return tables, taken


def _turned(letter: Letter, page: Drawn) -> Letter:
    """A letter of a line that runs up the page, or down it, as it stands once the page is turned."""
    upwards = letter.turn > 0
    left, right = (page.height - letter.bottom, page.height - letter.top) if upwards else (letter.top, letter.bottom)
    top, bottom = (letter.left, letter.right) if upwards else (page.width - letter.right, page.width - letter.left)
    return replace(letter, left=left, top=top, right=right, bottom=bottom, size=bottom - top, turn=0)
