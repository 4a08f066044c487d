"""Lines of a PDF to paragraphs: where one begins, and how words that were divided at a line's end are made whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from flows.sources.pdf.lines import Box, Line, box_around

_ITEM = re.compile(
    r"""
    (?: [^\w\s"'“‘„«($€£¥#&@%\[]                  # a bullet, whatever a symbol font calls it
      | \(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]      # 1. (2) a) (iv)
      | \d{1,2}(?:\.\d{1,2}){1,3}\.?(?=\s+[A-Z“"]) # 2.3.1 Scope, but not 2.3 million
    )\s+\S
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"\d{1,3}\.[\d\s]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-\u2010]$")
_WORDS_OF_A_FULL_LINE = 4
_SHARE_OF_DIVIDED_LINES = 0.04  # compounds alone end one line in a hundred
_CLOSERS = "”’\"')]"


@dataclass(slots=True)
class Paragraph:
    """Lines that are read as one.

    Attributes:
        lines: The lines.
        page: The page that they stand on, from 1.
        is_note: Whether it is a footnote.
    """

    lines: list[Line] = field(default_factory=list)
    page: int = 1
    is_note: bool = False

    @property
    def box(self) -> Box:
        """The box around its lines on its own page."""
        return box_around(self.lines)


@dataclass(frozen=True, slots=True)
class Layout:
    """What is usual on a page: the distance from one line's top to the next by font size, and where columns end.

    Attributes:
        pitch: Usual distance of two lines' tops, by font size.
        rights: Right edges of lines, by their left edge rounded to ten points.
    """

    pitch: dict[float, float]
    rights: dict[int, float]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Layout:
        """Measure a page."""
        pitches: dict[float, list[float]] = {}
        rights: dict[int, list[float]] = {}
        for before, after in pairwise(lines):
            step = after.top - before.top
            if before.size == after.size and 0.8 * after.size < step < 3.5 * after.size:
                pitches.setdefault(after.size, []).append(step)
        for line in lines:
            for column in (-1, 0, 1):
                rights.setdefault(round(line.left / 10) + column, []).append(line.right)
        return cls(
            {size: sorted(steps)[len(steps) // 3] for size, steps in pitches.items()},
            {left: sorted(edges)[int(0.8 * (len(edges) - 1))] for left, edges in rights.items()},
        )

    def is_short(self, line: Line) -> bool:
        """Whether a line ends well before its column does."""
        right = self.rights.get(round(line.left / 10), line.right)
        return line.right < right - 0.12 * (right - line.left)


def paragraphs_of(lines: Sequence[Line], page: int) -> list[Paragraph]:
    """The paragraphs of a page.

    Args:
        lines: Its lines in reading order.
        page: Its number, from 1.

    Returns:
        The paragraphs; one that runs over two columns is one.
    """
    layout = Layout.of(lines)
    paragraphs: list[Paragraph] = []
    for line in lines:
        if paragraphs and _continues(paragraphs[-1], line, layout):
            paragraphs[-1].lines.append(line)
        else:
            paragraphs.append(Paragraph([line], page))
    return paragraphs


def _continues(paragraph: Paragraph, line: Line, layout: Layout) -> bool:
    """Whether a line goes on with a paragraph."""
    before = paragraph.lines[-1]
    size = max(before.size, line.size)
    if abs(before.middle - line.middle) < 0.5 * size and line.left >= before.right - size:
        return line.left - before.right < 6 * size  # on the same line, behind a tab
    if abs(before.size - line.size) > 0.6 or _begins_item(before, line, layout):
        return False
    if not _below(before, line):
        return _runs_over(before, line)
    if line.top - before.top > 1.35 * layout.pitch.get(line.size, 1.6 * line.size):
        return False
    if layout.is_short(before) and not line.text[0].islower() and (_ends_sentence(before.text) or before.font != line.font):
        return False
    return not _indented(paragraph, line)


def _begins_item(before: Line, line: Line, layout: Layout) -> bool:
    """Whether a line begins an item of a list; a dash, and the number that ends a sentence, may begin any line."""
    if _ITEM.match(line.text) is None:
        return False
    if line.text[0] in "-–—":
        return _ends_sentence(before.text)
    return _NUMBER.match(line.text) is None or _ends_sentence(before.text) or layout.is_short(before)


def _ends_sentence(text: str) -> bool:
    return text.rstrip(_CLOSERS)[-1:] in (*".!?:;", "")


def _below(before: Line, line: Line) -> bool:
    """Whether a line is under another, in its column."""
    overlap = min(before.right, line.right) > max(before.left, line.left)
    return overlap and line.top > before.top and line.top - before.bottom < 4 * line.size


def _runs_over(before: Line, line: Line) -> bool:
    """Whether a sentence goes on in the next column: it has no end, and what follows has no beginning."""
    if _ends_sentence(before.text):
        return False
    return line.text[0].islower() or before.text[-1] in ",-\u2010\u00ad" or (line.top < before.top and before.text[-1].isalnum())


def _indented(paragraph: Paragraph, line: Line) -> bool:
    """Whether the line's left edge begins a paragraph: set in after lines that were not, or set out after a hanging indent."""
    shift = line.left - paragraph.lines[-1].left
    if abs(shift) < 0.7 * line.size:
        return False
    if len(paragraph.lines) == 1:
        hanging = _ITEM.match(paragraph.lines[0].text) is not None
        return shift > 0 and not hanging and _ends_sentence(paragraph.lines[0].text)
    return shift > 0 or _ITEM.match(paragraph.lines[0].text) is not None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a document, by which "govern-ment" is told from "long-term".

    Attributes:
        words: All that stand whole on a line, in lower case, hyphenated ones too.
        divided: Whether its program divided words at the ends of lines; else each hyphen there is the word's own.
    """

    words: frozenset[str]
    divided: bool = True

    @classmethod
    def of(cls, pages: Iterable[Iterable[Line]]) -> Vocabulary:
        """The vocabulary of some pages."""
        words: set[str] = set()
        ends: list[tuple[str, str]] = []
        lines = 0
        for page in pages:
            divided = None  # the part of a word in which the line before ended
            for line in page:
                found = _WORD.findall(line.text)
                lines += len(found) >= _WORDS_OF_A_FULL_LINE
                if divided is not None and found:
                    ends.append((divided, found[0]))
                broken = line.text.endswith(("-", "\u2010", "\u00ad")) and bool(found)
                words.update(word.casefold() for word in found[divided is not None : len(found) - broken])
                divided = found[-1] if broken else None
        whole = sum((first + rest).casefold() in words for first, rest in ends)
        hyphenated = sum(f"{first}-{rest}".casefold() in words for first, rest in ends)
        many = len(ends) > _SHARE_OF_DIVIDED_LINES * lines
        return cls(frozenset(words), whole > hyphenated or (many and whole == hyphenated))

    def is_compound(self, first: str, rest: str, *, soft: bool) -> bool:
        """Whether two parts of a word at a line's end keep the hyphen between them.

        Args:
            first: What stands before it; with a hyphen in it, it is one of several.
            rest: What stands on the next line.
            soft: Whether its font calls it a hyphen that only divides.
        """
        first, rest = first.casefold(), rest.casefold()
        if first + rest in self.words:
            return False
        if "-" in first + rest or f"{first}-{rest}" in self.words:
            return True
        both = first in self.words and rest in self.words and len(first) > 2 < len(rest)
        return not soft and (both or not self.divided)


def text_of(lines: Sequence[Line], vocabulary: Vocabulary) -> str:
    """The text of a paragraph's lines, words that were divided at a line's end made whole.

    Args:
        lines: The lines.
        vocabulary: The document's.

    Returns:
        The text, on one line.
    """
    text = ""
    for line in lines:
        text = join(text, line.text, vocabulary) if text else line.text
    return " ".join(text.replace("\u00ad", "").split())


def join(text: str, line: str, vocabulary: Vocabulary) -> str:
    """A text and the line after it."""
    soft = text.endswith("\u00ad")
    if soft:
        text = text[:-1] + "-"
    broken = _BROKEN.search(text)
    if broken is None:
        number = text[-1:] in "-–/" and len(text) > 1 and text[-2].isdigit() and line[:1].isdigit()
        return text + line if number else f"{text} {line}"
    after = _WORD.match(line)
    if after is None or not after.group()[0].islower():
        return text + line  # "end-" and "December" keep their hyphen
    return text + line if vocabulary.is_compound(broken.group(1), after.group(), soft=soft) else text[:-1] + line
