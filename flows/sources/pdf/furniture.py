"""Running heads, page numbers and footnotes: what stands on a page and is not in the text's course."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from flows.sources.pdf.lines import Line

Key = tuple[str, int, float]
"""A line's text without digits, its height and its font size."""

_EDGE = 0.15  # of the page's height: where heads and feet stand
_FAR = 0.25  # where one may stand that is on most pages
_NEARBY = 6  # pages: left and right ones differ, and chapters change
_DIGITS = re.compile(r"[0-9]+")
_PAGE_NUMBER = re.compile(
    r"""
    [\s\[(|–—-]*
    (?: (?:page|p\.|pg\.?)\s*)?
    (?: \d{1,3} | [ivxlc]{1,7} )
    (?: \s*(?:/|of|out\ of)\s*\d{1,4} )?
    [\s\])|–—-]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENDS = ".!?:;”)"  # of a sentence, or of an address
_NOTE_MARK = re.compile(
    r"""
    (?: \(?\d{1,3}[).]?\s* (?=[^\W\d_a-z] | ["“‘(] | https?: | ibid | see\b | cf\b)      # 3 The act, but not 3 percent
      | [a-z](?:\)|\s)\s*  (?!\d)                                                      # a) The act
      | [*†‡§]\s*
    ) \S
    """,
    re.VERBOSE,
)


class RunningLines:
    """The running heads and feet of a document.

    A line near the upper or lower edge is one if it stands at the same height on pages nearby, but for numbers that count
    the pages ("Page 3 of 86" and "Page 4 of 86", but not "Article 3" and "Article 5"); so is an outermost page number.

    Args:
        pages: The lines of each page.
        heights: The height of each page, in points.
    """

    def __init__(self, pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> None:
        self._pages = pages
        self._heights = heights
        self._places: dict[Key, dict[int, list[int]]] = {}
        for number, (page, height) in enumerate(zip(pages, heights, strict=True)):
            for line in page:
                if _at_edge(line, height, _FAR):
                    self._places.setdefault(_key(line), {})[number] = _numbers(line)

    def on_each_page(self) -> list[set[int]]:
        """The indexes of such lines on each page."""
        return [{i for i, line in enumerate(page) if self._runs(line, number)} for number, page in enumerate(self._pages)]

    def _runs(self, line: Line, number: int) -> bool:
        height = self._heights[number]
        if not _at_edge(line, height, _FAR):
            return False
        alike, pages = self._pages_alike(line, number), len(self._pages)
        if not _at_edge(line, height, _EDGE):
            return alike > 3 and alike > 0.5 * min(pages, 2 * _NEARBY)
        counts = _PAGE_NUMBER.fullmatch(line.text) is not None and _is_outermost(line, self._pages[number], height)
        return counts or alike >= (2 if pages > 5 else 1)

    def _pages_alike(self, line: Line, number: int) -> int:
        """On how many pages nearby a line stands too; its height may fall on either side of a step."""
        text, step, size = _key(line)
        numbers = _numbers(line)
        found = {
            other
            for nudge in (-1, 0, 1)
            for other in range(number - _NEARBY, number + _NEARBY + 1)
            if other != number and _counts_on(numbers, self._places.get((text, step + nudge, size), {}).get(other), other - number)
        }
        return len(found)


def _counts_on(numbers: list[int], others: list[int] | None, pages: int) -> bool:
    """Whether each number of a line is the same on another page, or larger by the pages between them."""
    return others is not None and all(there - here in (0, pages) for here, there in zip(numbers, others, strict=True))


def _is_outermost(line: Line, page: Sequence[Line], height: float) -> bool:
    if line.middle < height / 2:
        return all(other.bottom > line.top for other in page)
    return all(other.top < line.bottom for other in page)


def _at_edge(line: Line, height: float, share: float) -> bool:
    return line.top < share * height or line.bottom > (1 - share) * height


def _key(line: Line) -> Key:
    return _DIGITS.sub("0", line.text.casefold()), round(line.middle / 4), line.size


def _numbers(line: Line) -> list[int]:
    return [int(digits[-9:]) for digits in _DIGITS.findall(line.text)]


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The font size in which most of a document is set."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0


def footnotes(lines: Sequence[Line], size: float, height: float) -> set[int]:
    """The lines of a page's footnotes: small print below which, in its column, only small print stands, begun by a mark.

    Args:
        lines: The page's lines without running ones.
        size: The document's body size.
        height: The page's height.

    Returns:
        Their indexes.
    """
    small = {i for i, line in enumerate(lines) if line.size < 0.92 * size and line.top > 0.4 * height}
    large = [line for i, line in enumerate(lines) if i not in small and line.top > 0.4 * height]
    small = {i for i in small if not any(_below(line, lines[i]) for line in large)}
    found: set[int] = set()
    last = -1
    for i in sorted(small):
        goes_on = last >= 0 and (last == i - 1 or lines[last].text[-1:] not in _ENDS)  # at the foot of the next column
        if goes_on or _NOTE_MARK.match(lines[i].text):
            found.add(i)
            last = i
    return found


def _below(line: Line, above: Line) -> bool:
    return line.top >= above.top and min(line.right, above.right) - max(line.left, above.left) > 0.2 * (above.right - above.left)
