"""Words of a PDF page to lines, and lines to the order in which a person reads them.

Most programs write a page's text in reading order, so that order is kept, and columns need not be found at all. Where it
jumps about the page far more than a division of the page into columns would, the division decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flows.sources.pdf.words import Word

_NOTE_MARK = re.compile(r"\d{1,3}|[*†‡]{1,2}")
_UNITS = ("m", "km", "cm", "mm", "ft", "mi")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the page's upper left corner."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, near each other.

    Attributes:
        text: The words.
        box: Where they stand.
        size: Their font size in points.
        font: The font of most of them.
    """

    text: str
    box: Box
    size: float
    font: str = ""

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.box[0]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.box[1]

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.box[2]

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.box[3]

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.box[1] + self.box[3]) / 2


def box_around(lines: Sequence[Line]) -> Box:
    """The box around some lines."""
    boxes = [line.box for line in lines]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def lines_of(words: Sequence[Word]) -> list[Line]:
    """Join the words of a page, in the order in which its program wrote them, to lines.

    Args:
        words: The words.

    Returns:
        The lines, in that order. Two columns' lines at one height are two lines.
    """
    lines: list[Line] = []
    run: list[Word] = []
    for word in words:
        if run and not _on_one_line(run[-1], word, alone=len(run) == 1):
            lines.append(_line(run))
            run = []
        run.append(word)
    return [*lines, _line(run)] if run else lines


def _on_one_line(before: Word, after: Word, *, alone: bool) -> bool:
    """Whether a word follows another on its line: at its height, to its right, and nearer than the next column.

    A bullet or number that stands ``alone`` before it may be a tab away.
    """
    overlap = min(before.bottom, after.bottom) - max(before.top, after.top)
    height = min(before.bottom - before.top, after.bottom - after.top)
    gap = after.left - before.right
    size = max(before.size, after.size)
    return bool(overlap > 0.4 * height and -0.5 * size < gap < (3.5 if alone and len(before.text) < 5 else 1.2) * size)


def _line(words: Sequence[Word]) -> Line:
    text = words[0].text
    for before, after in pairwise(words):
        if _is_note_mark(before, after):
            continue
        # A change of size splits a word that no space divides: small capitals, the number of a footnote.
        apart = after.left - before.right > 0.12 * max(before.size, after.size)
        text += (" " if apart else "") + after.text
    styles: Counter[tuple[float, str]] = Counter()
    for word in words:
        styles[_style(word)] += len(word.text)
    size, font = max(styles, key=lambda style: (styles[style], style))
    usual = [word for word in words if _style(word) == (size, font)]  # a bullet is often taller than its line
    box = (
        min(word.left for word in words),
        min(word.top for word in usual),
        max(word.right for word in words),
        max(word.bottom for word in usual),
    )
    inner = text[:-1].replace("\u00ad", "-")  # a hyphen that is drawn within a line is one, whatever its font calls it
    return Line((inner + text[-1:]).translate(_LIGATURES), box, size, font)


def _is_note_mark(before: Word, after: Word) -> bool:
    """Whether a word is the raised number of a footnote ("threshold¹¹"), which is no part of the text; "km²" and "10⁶" are."""
    is_raised = after.bottom < before.bottom - 0.15 * before.size and after.size < 0.9 * before.size
    is_mark = _NOTE_MARK.fullmatch(after.text) is not None and after.left - before.right < 0.3 * before.size
    return bool(is_raised and is_mark and before.text not in _UNITS and not before.text[-1].isdigit())


def _style(word: Word) -> tuple[float, str]:
    return round(word.size, 1), word.font


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page as they are read: on real pages, the order of the stream was right with 24 jumps and wrong with 96."""
    divided = _divide(list(lines))
    return divided if _jumps(lines) > 2 * _jumps(divided) + 6 else list(lines)


def _jumps(lines: Sequence[Line]) -> int:
    """How often the next line is neither just below the one before nor to its right."""
    return sum(not _near(before, after) for before, after in pairwise(lines))


def _near(before: Line, after: Line) -> bool:
    height = max(before.size, after.size)
    if abs(before.middle - after.middle) < 0.5 * height:
        return after.left >= before.right - height
    below = -0.5 * height < after.top - before.bottom < 2.5 * height
    return below and min(before.right, after.right) > max(before.left, after.left)


def _divide(lines: list[Line], depth: int = 0) -> list[Line]:
    """Divide a region at its widest empty lane, columns before rows, and read the parts one after the other (XY-cut)."""
    if len(lines) < 2 or depth > 40:
        return sorted(lines, key=lambda line: (line.top, line.left))
    size = sorted(line.size for line in lines)[len(lines) // 2]
    lane = _widest_lane([(line.left, line.right) for line in lines])
    if lane is not None and lane[1] - lane[0] > 0.8 * size:
        left, right = _parted(lines, lane[0], lambda line: line.right)
        return _divide(left, depth + 1) + _divide(right, depth + 1)
    lane = _widest_lane([(line.top, line.bottom) for line in lines])
    if lane is not None:
        upper, lower = _parted(lines, lane[0], lambda line: line.bottom)
        return _divide(upper, depth + 1) + _divide(lower, depth + 1)
    return sorted(lines, key=lambda line: (round(line.middle / size), line.left))


def _parted(lines: list[Line], edge: float, far_side: Callable[[Line], float]) -> tuple[list[Line], list[Line]]:
    return [line for line in lines if far_side(line) <= edge], [line for line in lines if far_side(line) > edge]


def _widest_lane(spans: list[tuple[float, float]]) -> tuple[float, float] | None:
    """The widest gap that no span reaches into."""
    widest: tuple[float, float] | None = None
    reach = min(start for start, _ in spans)
    for start, end in sorted(spans):
        if start > reach and (widest is None or start - reach > widest[1] - widest[0]):
            widest = (reach, start)
        reach = max(reach, end)
    return widest
