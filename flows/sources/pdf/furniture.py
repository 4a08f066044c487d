"""Running heads, page numbers and footnotes: what stands on a page and is not in the text's course."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from flows.sources.pdf.lines import Line

_EDGE = 0.15  # of the page's height: where heads and feet stand
_FAR = 0.25  # where one may stand that is on most pages
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"""
    [\s\[(|–—-]*
    (?: (?:page|p\.|pg\.?)\s*)?
    (?: \d{1,4} | [ivxlc]{1,7} )
    (?: \s*(?:/|of|out\ of)\s*\d{1,4} )?
    [\s\])|–—-]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"(?:\(?\d{1,3}[).]?|[*†‡§a-z]\)?)\s*\S")


def running_lines(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[set[int]]:
    """Find the running heads and feet of a document.

    A line near the upper or lower edge is one if a line like it, but for the digits, stands at the same height on another
    page; and if nothing but a page number stands in it.

    Args:
        pages: The lines of each page.
        heights: The height of each page, in points.

    Returns:
        For each page, the indexes of such lines.
    """
    seen: Counter[Key] = Counter()
    for page, height in zip(pages, heights, strict=True):
        seen.update({_key(line) for line in page if _at_edge(line, height, _FAR)})
    return [
        {i for i, line in enumerate(page) if _runs(line, height, seen, len(pages))}
        for page, height in zip(pages, heights, strict=True)
    ]


def _runs(line: Line, height: float, seen: Counter[Key], pages: int) -> bool:
    if _at_edge(line, height, _EDGE):
        return _times(line, seen) > 1 or _PAGE_NUMBER.fullmatch(line.text) is not None
    return _at_edge(line, height, _FAR) and _times(line, seen) > max(3, 0.5 * pages)


def _at_edge(line: Line, height: float, share: float) -> bool:
    return line.top < share * height or line.bottom > (1 - share) * height


Key = tuple[str, int, float]


def _key(line: Line) -> Key:
    return _DIGITS.sub("0", line.text.casefold()), round(line.middle / 4), line.size


def _times(line: Line, seen: Counter[Key]) -> int:
    """On how many pages it stands; its height may fall on either side of a step."""
    text, step, size = _key(line)
    return sum(seen[text, step + nudge, size] for nudge in (-1, 0, 1))


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
    large = [line for i, line in enumerate(lines) if i not in small]
    small = {i for i in small if not any(_below(line, lines[i]) for line in large)}
    found: set[int] = set()
    for i in sorted(small):
        follows = i - 1 in found
        if follows or _NOTE_MARK.match(lines[i].text):
            found.add(i)
    return found


def _below(line: Line, above: Line) -> bool:
    return line.top >= above.top and min(line.right, above.right) - max(line.left, above.left) > 0.2 * (above.right - above.left)
