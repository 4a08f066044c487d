"""Tables whose rows alone are ruled off, as most programs set them now: the columns are the lanes that no row reaches into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flows.sources.pdf.drawn import MOST_EDGES, Drawn
from flows.sources.pdf.tables import Table
from flows.sources.pdf.words import Word

_ROWS = 3  # at least
_LANE = 0.6  # of the font size, between two columns
_ROWS_OF_CELLS = 0.7  # the share of rows that have two cells or more
_WORDS_A_CELL = 8.0  # on average, at most; columns of prose between rules have more
_JOINED = 4.0  # points between two pieces of one rule, and by which rules of one table differ in length


@dataclass(frozen=True, slots=True)
class _Rule:
    left: float
    right: float
    height: float


def level_ruled_tables(page: Drawn, words: Sequence[Word], taken: set[int]) -> tuple[list[Table], set[int]]:
    """Find the tables of a page that have rules between their rows, and none between their columns.

    Args:
        page: The page as it is drawn.
        words: Its words.
        taken: The indexes of those that stand in a table already.

    Returns:
        The tables, and the indexes of their words.
    """
    tables: list[Table] = []
    found: set[int] = set()
    if page.segments > MOST_EDGES:
        return tables, found
    for rules in _groups(_rules(page)):
        rows = [row for upper, lower in pairwise(rules) if (row := _between(words, taken, upper, lower))]
        columns = _columns(words, [i for row in rows for i in row])
        cells = [[[i for i in row if left <= words[i].left < right] for left, right in columns] for row in rows]
        if _reads_as_table(cells):
            box = (rules[0].left, rules[0].height, rules[0].right, rules[-1].height)
            tables.append(Table.of([[[words[i] for i in cell] for cell in row] for row in cells], box))
            found.update(i for row in rows for i in row)
    return tables, found


def _rules(page: Drawn) -> list[_Rule]:
    """The level rules from top to bottom, those in pieces joined."""
    rules: list[_Rule] = []
    levels = (edge for edge in page.edges if edge["orientation"] == "h")
    for edge in sorted(levels, key=lambda edge: (round(edge["top"]), edge["x0"])):
        last = rules[-1] if rules else None
        if last is not None and abs(edge["top"] - last.height) < 1 and edge["x0"] <= last.right + _JOINED:
            rules[-1] = _Rule(last.left, max(last.right, edge["x1"]), last.height)
        else:
            rules.append(_Rule(edge["x0"], edge["x1"], edge["top"]))
    return rules


def _groups(rules: Sequence[_Rule]) -> Iterator[list[_Rule]]:
    """Rules of one length, one under the other."""
    group: list[_Rule] = []
    for rule in rules:
        if group and max(abs(rule.left - group[-1].left), abs(rule.right - group[-1].right)) > _JOINED:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _between(words: Sequence[Word], taken: set[int], upper: _Rule, lower: _Rule) -> list[int]:
    """The words between two rules."""
    return [
        i
        for i, word in enumerate(words)
        if i not in taken
        and upper.height < (word.top + word.bottom) / 2 < lower.height
        and upper.left - _JOINED < word.left
        and word.right < upper.right + _JOINED
    ]


def _columns(words: Sequence[Word], inside: Sequence[int]) -> list[tuple[float, float]]:
    """From where to where each column goes, its lane to the next included."""
    starts: list[float] = []
    reach = float("-inf")
    for word in sorted((words[i] for i in inside), key=lambda word: word.left):
        if word.left > reach + _LANE * word.size:
            starts.append(word.left)
        reach = max(reach, word.right)
    return list(pairwise([*starts, float("inf")]))


def _reads_as_table(rows: Sequence[Sequence[Sequence[int]]]) -> bool:
    filled = [len(cell) for row in rows for cell in row if cell]
    wide = sum(sum(map(bool, row)) > 1 for row in rows)
    return len(rows) >= _ROWS and wide >= _ROWS_OF_CELLS * len(rows) and sum(filled) <= _WORDS_A_CELL * len(filled)
