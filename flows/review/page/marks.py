"""The text of an article as HTML with its mentions marked in place.

Nothing is added to the text and nothing taken from it: values and signs beside a mark are attributes that the style sheet
shows, so that what a reader selects in the browser is a stretch of the article. Each piece of text carries the offset, in
code points, at which it starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from markupsafe import Markup

# Embeddings, overrides and isolates turn the text that follows them around. Each is closed in with itself and shown as its name.
_TURNING = re.compile("([\u202a-\u202e\u2066-\u2069])")
_NAMES = dict(
    zip(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        ["LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"],
        strict=True,
    )
)

LANES = 4
"""Heights at which marks that overlap are underlined, one below the other."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One range to be marked.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last.
        layer: Class of the layer.
        status: Class of what was decided.
        key: What the page calls it by.
        value: What is shown beside it; empty shows nothing.
        below: Whether it is underlined, and so must keep out of the way of others; a quote is shaded instead.
    """

    start: int
    end: int
    layer: str
    status: str
    key: str
    value: str = ""
    below: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, ready to be shown.

    Attributes:
        role: What it is to the story; ``outside`` for text that no block holds.
        html: Its text with marks.
        page: Page that it stands on.
    """

    role: str
    html: Markup
    page: int | None = None


def paragraphs(text: str, blocks: Iterable[tuple[int, int, str, int | None]], marks: Sequence[Mark]) -> Iterator[Paragraph]:
    """All of a text, paragraph by paragraph.

    Args:
        text: The article.
        blocks: Start, end, role and page of each, in order of their starts.
        marks: In any order; they may overlap and nest.
    """
    lanes = _lanes(marks)
    ordered = sorted(marks, key=lambda mark: mark.start)
    for start, end, role, page in _covering(text, blocks):
        inside = [mark for mark in ordered if mark.start < end and mark.end > start]
        # Each piece is escaped below, by string methods: Markup's own take three times as long for a page of marks.
        yield Paragraph(role, Markup("".join(_pieces(text, start, end, inside, lanes))), page)


def _covering(text: str, blocks: Iterable[tuple[int, int, str, int | None]]) -> Iterator[tuple[int, int, str, int | None]]:
    """The blocks, and between them the text that none of them holds."""
    seen = 0
    for start, end, role, page in (*blocks, (len(text), len(text), "", None)):
        if text[seen:start].strip():
            yield seen, start, "outside", None
        if end > start:
            yield start, end, role, page
        seen = max(seen, end)


def _lanes(marks: Sequence[Mark]) -> dict[str, int]:
    """For each mark the height of its underline: the first at which none that it overlaps has its own; short marks choose first."""
    taken: list[list[Mark]] = [[] for _ in range(LANES)]
    lanes = {}
    for mark in sorted((mark for mark in marks if mark.below), key=lambda mark: (mark.end - mark.start, mark.start)):
        free = (n for n, lane in enumerate(taken) if not any(o.start < mark.end and o.end > mark.start for o in lane))
        lanes[mark.key] = lane = next(free, LANES - 1)
        taken[lane].append(mark)
    return lanes


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark], lanes: dict[str, int]) -> Iterator[str]:
    """The text is cut at every edge, and a piece wears all marks that cover it, the longest outermost."""
    edges = sorted({start, end, *(min(max(edge, start), end) for mark in marks for edge in (mark.start, mark.end))})
    for left, right in pairwise(edges):
        piece = _plain(text, left, right)
        over = (mark for mark in marks if mark.start <= left and mark.end >= right)
        for mark in sorted(over, key=lambda mark: (mark.end - mark.start, lanes.get(mark.key, LANES))):
            piece = _wrapped(piece, mark, left, right, lanes.get(mark.key))
        yield piece


def _wrapped(piece: str, mark: Mark, left: int, right: int, lane: int | None) -> str:
    names = [mark.layer, mark.status]
    if lane is not None:
        names.append(f"lane{lane}")
    if left == mark.start:
        names.append("opens")
    if right == mark.end:
        names.append("closes")
    value = f' data-value="{escape(mark.value)}"' if mark.value and right == mark.end else ""
    return f'<mark class="{escape(" ".join(names))}" data-key="{escape(mark.key)}"{value}>{piece}</mark>'


def _plain(text: str, start: int, end: int) -> str:
    """A stretch of text as text, in pieces that know their offsets."""
    pieces, at = [], start
    for part in _TURNING.split(text[start:end]):
        if part in _NAMES:
            pieces.append(f'<bdi data-start="{at}" data-sign="{_NAMES[part]}">{part}</bdi>')
        elif part:
            # A bare carriage return would reach the page as a line feed, and two of them as one character.
            shown = escape(part).replace("\r", "&#13;")
            pieces.append(f'<span data-start="{at}">{shown}</span>')
        at += len(part)
    return "".join(pieces)
