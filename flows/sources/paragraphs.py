"""Lines of plain text into paragraphs: hard-wrapped lines rejoined, and paragraphs that a page's links broke.

A paragraph is a range of the text; nothing is rewritten. Two things break a paragraph: a program that wraps its lines at
a width (mail, agency copy), and a page whose links stand on lines of their own once the text is copied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BULLET = re.compile(r"(?:[•‣▪●○◦■*+–—·-]|\d{1,2}[.)]|[\u2190-\u2bff\U0001f300-\U0001faff]\ufe0f?)\s")
_FIELD = re.compile(r"[A-Z][\w-]*(?:\s[\w-]+)?\s?:\s+\S")
_NOT_LETTERS = re.compile(r"[\W_]+")
CLOSERS = "”’\"')]}»*_"
_FINAL = ".!?…:;。"
_WORDS_OF_A_NAME = 12
_WORDS_OF_A_LINK = 25  # the text of a link is shorter than this; longer lines are paragraphs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A range of a text that is to be read as one, and what its lines looked like.

    Attributes:
        whole: The text.
        start: Offset of its first character that is not blank.
        end: Offset after its last one.
        indent: White space before it on its line.
        spaced: Whether a blank line, or the start of the text, is before it.
    """

    whole: str = field(repr=False)
    start: int
    end: int
    indent: int = 0
    spaced: bool = True

    @property
    def text(self) -> str:
        """What stands there; it is cut out anew each time, since a long text's paragraphs are as large as itself."""
        return self.whole[self.start : self.end]

    @property
    def bulleted(self) -> bool:
        """Whether it is an item of a list."""
        return _BULLET.match(self.text) is not None

    @property
    def finished(self) -> bool:
        """Whether it ends as a sentence, or as what introduces a list, does."""
        text = self.text.rstrip(CLOSERS)
        return not text or text[-1] in _FINAL

    @property
    def words(self) -> int:
        """Number of words, of a long one a hundred."""
        return len(self.text.split(maxsplit=99))


def lines_of(text: str) -> list[Paragraph]:
    """The lines of a text that are not blank, without the white space around them."""
    lines: list[Paragraph] = []
    previous_end = 0
    for match in _LINE.finditer(text):
        line = match.group()
        bare = line.strip()
        if not bare:
            continue
        indent = len(line) - len(line.lstrip())
        start = match.start() + indent
        breaks = len(_BREAK.findall(text, previous_end, start)) if lines else 2
        lines.append(Paragraph(text, start, start + len(bare), indent, breaks > 1))
        previous_end = start + len(bare)
    return lines


def wrap_width(lines: Sequence[Paragraph]) -> int | None:
    """The width at which a program wrapped these lines; ``None`` where each line is a paragraph of its own.

    A wrapping program breaks a line only where the next word would not have fitted. Where that holds for most breaks
    after lines that end in no sentence, and prose goes on in lower case after many of them, the text is wrapped.
    """
    inner = [(line, after) for line, after in pairwise(lines) if _may_run_on(line) and not (after.spaced or after.bulleted)]
    if len(inner) < 3:
        return None
    lengths = sorted(line.indent + len(line.text) for line, _ in inner)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    soft = sum(_breaks_softly(line, after, width) for line, after in inner)
    in_lower_case = sum(after.text[0].islower() for _, after in inner)
    wrapped = 40 <= width <= 130 and soft >= 0.75 * len(inner) and in_lower_case >= 0.4 * len(inner)
    return width if wrapped else None


def _breaks_softly(line: Paragraph, after: Paragraph, width: int) -> bool:
    """Whether the next line's first word would not have fitted on this one; two characters are allowed for ragged programs."""
    return line.indent + len(line.text) + 1 + len(after.text.split(maxsplit=1)[0]) > width - 2


def _may_run_on(line: Paragraph) -> bool:
    """Whether it is a line of prose; neither a sentence's end, nor of a mail's header, nor a rule ("--")."""
    return not line.finished and not is_field(line) and not line.text.startswith("--")


def is_field(line: Paragraph) -> bool:
    """Whether it is a name of one or two words with its value, as in the header of a mail ("Section: World")."""
    return line.words <= _WORDS_OF_A_LINK and not line.finished and _FIELD.match(line.text) is not None


def unwrap(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Join lines that were wrapped at a width; lines of any other text come back as they are."""
    width = wrap_width(lines)
    if width is None:
        return list(lines)

    def runs_on(line: Paragraph, after: Paragraph) -> bool:
        if after.spaced or after.bulleted or after.indent > line.indent + 1 + 4 * line.bulleted:
            return False
        return _breaks_softly(line, after, width)

    return list(_joined(lines, runs_on))


def _joined(parts: Sequence[Paragraph], runs_on: Callable[[Paragraph, Paragraph], bool]) -> Iterator[Paragraph]:
    first = 0
    for last, part in enumerate(parts):
        if last + 1 < len(parts) and runs_on(part, parts[last + 1]):
            continue
        yield merge(parts[first : last + 1])
        first = last + 1


def merge(parts: Sequence[Paragraph]) -> Paragraph:
    """One paragraph from the start of the first part to the end of the last."""
    if len(parts) == 1:
        return parts[0]
    return replace(parts[0], end=parts[-1].end)


def mend(paragraphs: Sequence[Paragraph], furniture: Sequence[bool]) -> list[list[int]]:
    """Find which paragraphs were broken, most often because a link stood in them ("This push follows / the debut / at the summit").

    Args:
        paragraphs: A text's lines, after :func:`unwrap`.
        furniture: For each, whether it is known to be no prose; nothing is joined to such a line.

    Returns:
        The paragraphs' numbers in groups; each group is one paragraph.
    """
    groups: list[list[int]] = []
    group: list[int] = []
    for i in range(len(paragraphs)):
        group.append(i)
        if i + 1 == len(paragraphs) or not _broken(paragraphs, i, furniture):
            groups.extend([group] if _reads_as_prose(paragraphs, group) else [[j] for j in group])
            group = []
    return groups


def _broken(paragraphs: Sequence[Paragraph], i: int, furniture: Sequence[bool]) -> bool:
    """Whether paragraph ``i`` goes on in the next: rule R2 of the measured ones, which left 5% of such breaks."""
    before, after = paragraphs[i], paragraphs[i + 1]
    if furniture[i] or furniture[i + 1] or after.bulleted or before.finished:
        return False
    if _continues(after):
        return True
    if before.text.endswith(","):
        return before.words >= 6  # "Dear Madam Speaker," is a line of its own
    if ends_in_function_word(before):
        return after.words <= _WORDS_OF_A_NAME or not _may_end_a_heading(before)
    if i == 0 or i + 2 >= len(paragraphs) or furniture[i + 2]:
        return False  # a headline is not the beginning of what follows it
    link = not after.finished and after.words <= _WORDS_OF_A_LINK and not ends_in_function_word(after)
    return link and _continues(paragraphs[i + 2])


def _continues(paragraph: Paragraph) -> bool:
    """Whether it starts as no sentence does: in lower case, or with a mark that belongs to what is before it."""
    first = paragraph.text[0]
    if first.islower():
        return not paragraph.text.startswith(("http", "www."))
    return first in ",;.?!)" or paragraph.text.startswith(("’s ", "'s ", "’ "))


def is_within(paragraphs: Sequence[Paragraph], i: int) -> bool:
    """Whether the line before goes on in this short one, and this one in the line after ("falls due in / May 2027 / and pays")."""
    if not 0 < i < len(paragraphs) - 1 or paragraphs[i].words > _WORDS_OF_A_NAME:
        return False
    before, after = paragraphs[i - 1], paragraphs[i + 1]
    return before.words > _WORDS_OF_A_NAME / 2 and ends_in_function_word(before) and not after.bulleted and _continues(after)


def ends_in_function_word(paragraph: Paragraph) -> bool:
    """Whether its last word is one that no sentence ends in."""
    return _last_word(paragraph) in _function_words()


def _may_end_a_heading(paragraph: Paragraph) -> bool:
    """Whether its last word is one that ends headings too ("will have to step in", "officials say")."""
    return _last_word(paragraph) in _function_words("?")


def _last_word(paragraph: Paragraph) -> str:
    return paragraph.text.rsplit(maxsplit=1)[-1].casefold()


def _reads_as_prose(paragraphs: Sequence[Paragraph], group: Sequence[int]) -> bool:
    """A joined paragraph ends as one, or has a part of some length; else it is a list in lower case."""
    return len(group) == 1 or paragraphs[group[-1]].finished or max(paragraphs[i].words for i in group) >= 8


@cache
def _function_words(mark: str = "") -> frozenset[str]:
    """The words of ``function_words.txt``; those with ``mark`` before them, where one is given."""
    lines = files(__package__).joinpath("function_words.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return frozenset(word.removeprefix("?") for word in words if word.startswith(mark))


def letters(text: str) -> str:
    """A text's letters and digits alone, in lower case: equal for a title with and without its quotation marks."""
    return _NOT_LETTERS.sub("", text.casefold())
