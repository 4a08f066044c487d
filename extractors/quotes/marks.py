"""Pairs quotation marks: which stretches of an article stand between an opening and a closing mark.

The press uses curly and straight marks, doubled singles (`` `` '' ``), guillemets, marks of two kinds in one pair, reversed
ones and pairs that are never closed. Whether a mark opens or closes is decided from what is open already and, where the
character itself does not tell, from the white space around it. Nothing here depends on the parse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.article import Article, Block

_DOUBLE = re.compile(
    r"""
    (?<!=)                 # not an attribute's value in a left-over tag
    (?: ''(?!')            # two singles for a double, to open as to close
      | ``                 # TeX's opener
      | ["“”„‟«»]
    )
    (?!/?>)
    """,
    re.VERBOSE,
)
_SINGLE = re.compile(r"['‘’‚‛‹›]")
_OPENERS = frozenset("“„‟«‘‚‛‹") | {"``"}
_CLOSERS = frozenset("”»’›")
_FAMILIES = {"straight": '"', "curly": "“”„‟", "doubled": ("''", "``"), "guillemets": "«»"}
_BEFORE_OPENER = frozenset(" \t\n\r\u00a0\u2009\u202f([{—–-―/…:;,>")
_AFTER_CLOSER = frozenset(" \t\n\r\u00a0\u2009\u202f)]}—–-―/….,:;!?<*")
_TURN = re.compile(
    r"""
    (?<![A-Z]\ )                      # not inside the name
    ["“]?
    \b ([A-Z][A-Z.'’ -]{1,40}) : \s+   # KELLER: Well, look
    """,
    re.VERBOSE,
)
_ELISIONS = re.compile(r"(?:em|til|till|tis|twas|cause|bout|n|round|\d\ds?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words between an opening and a closing mark, marks included.

    Attributes:
        start: Offset of the opening mark.
        end: Offset after the closing mark.
        paragraph: Number of the block it stands in.
        closed: Whether the closing mark is there; without it the stretch ends with its paragraph.
        single: Whether the marks are single ones, which the press also uses for terms, headlines and nested quotes.
        credit: Start and end offsets of the name before the colon, where the stretch is a turn of a transcript.
    """

    start: int
    end: int
    paragraph: int
    closed: bool = True
    single: bool = False
    credit: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    text: str
    may_open: bool
    may_close: bool


def pair_marks(article: Article) -> tuple[Stretch, ...]:
    """The marked stretches of an article, in order, none inside another.

    Args:
        article: Any article; unbalanced marks are no error.

    Returns:
        One stretch a pair, or a paragraph's part of a pair.
    """
    found: list[Stretch] = []
    running = False  # whether the paragraph before ended inside a pair
    turns = dict(_turns(article))
    for number, block in enumerate(article.paragraphs()):
        stretches = turns[number] if number in turns else list(_in_paragraph(article.prose(block), block, number, running))
        running = bool(stretches) and not stretches[-1].closed and not stretches[-1].single
        found.extend(stretches)
    return tuple(found)


def _turns(article: Article) -> Iterator[tuple[int, list[Stretch]]]:
    """The turns of a transcript: paragraphs that open with a name in capitals and a colon, where one name comes back."""
    found = []
    for number, block in enumerate(article.paragraphs()):
        openings = list(_TURN.finditer(article.text, block.start, block.end))
        if openings and openings[0].start() == block.start:
            found.append((number, block, openings))
    names = [opening.group(1) for _, _, openings in found for opening in openings]
    if len(names) > len(set(names)):  # else it is a list, such as a team's players by position
        yield from ((number, list(_split(article.text, block, openings, number))) for number, block, openings in found)


def _split(text: str, block: Block, openings: list[re.Match[str]], number: int) -> Iterator[Stretch]:
    """One stretch for each turn in a paragraph, without the marks around it."""
    ends = [opening.start() for opening in openings[1:]] + [block.end]
    for opening, end in zip(openings, ends, strict=True):
        bare = len(text[opening.end() : end].rstrip(" \n\"”'"))
        if bare:
            yield Stretch(opening.end(), opening.end() + bare, number, credit=opening.span(1))


def _in_paragraph(text: str, block: Block, number: int, running: bool) -> Iterator[Stretch]:
    """The stretches of a paragraph: pairs of double marks, singles around one of them, singles between them."""
    doubles = list(_doubles(text, running))
    position = 0
    for start, end, closed, single in [*_outermost(text, doubles), (len(text), len(text), True, False)]:
        for first, last in _singles(text, position, start):
            yield Stretch(block.start + first, block.start + last, number, single=True)
        if end > start:
            yield Stretch(block.start + start, block.start + end, number, closed, single)
        position = end


def _outermost(text: str, doubles: list[tuple[int, int, bool]]) -> Iterator[tuple[int, int, bool, bool]]:
    """Pairs of double marks and, where singles go around some of them whole, those in their place: start, end, closed, single."""
    remaining = list(reversed(doubles))
    for start, end in _singles(text, 0, len(text)) if doubles else ():
        while remaining and remaining[-1][0] < start:
            yield (*remaining.pop(), False)
        inside = 0
        while inside < len(remaining) and remaining[-1 - inside][1] < end:
            inside += 1
        crossed = inside < len(remaining) and remaining[-1 - inside][0] < end
        if inside and not crossed:
            del remaining[-inside:]
            yield start, end, True, True
    yield from ((*pair, False) for pair in reversed(remaining))


def _doubles(text: str, running: bool) -> Iterator[tuple[int, int, bool]]:
    """Start, end and closedness of each pair of double marks in a paragraph."""
    marks = [_mark(text, found) for found in _DOUBLE.finditer(text)]
    last_closer = {_family(mark): number for number, mark in enumerate(marks) if mark.may_close}
    opener: _Mark | None = None
    nested = 0
    for number, mark in enumerate(marks):
        if opener is None:
            spaced = number + 1 < len(marks) and _opens_though_spaced(mark, marks[number + 1], len(marks) - number)
            if running and number == 0 and mark.may_close and not mark.may_open:
                yield 0, mark.end, True
            elif (mark.may_open or spaced) and not _is_inches(text, mark):
                opener, nested = mark, 0
        elif _closes(opener, mark, last_closer.get(_family(opener), -1) > number):
            if nested and mark.text in _CLOSERS:
                nested -= 1
                continue
            yield opener.start, mark.end, True
            opener = None
        elif _begins_anew(opener, mark):
            yield opener.start, opener.start + len(text[opener.start : mark.start].rstrip()), False
            opener = mark
        elif mark.text in _OPENERS and mark.may_open and max(last_closer.values(), default=-1) > number + 1:
            nested += _family(mark) == _family(opener)
    if opener is not None:
        yield opener.start, len(text.rstrip()), False


def _mark(text: str, found: re.Match[str]) -> _Mark:
    before = text[found.start() - 1] if found.start() else " "
    after = text[found.end()] if found.end() < len(text) else " "
    glued_right, glued_left = not after.isspace(), not before.isspace()
    opens = glued_right and (before in _BEFORE_OPENER or not glued_left)
    closes = glued_left and (after in _AFTER_CLOSER or not glued_right)
    if not opens and not closes:  # glued on both sides, or on neither: the character must tell
        opens, closes = found.group() not in _CLOSERS, found.group() not in _OPENERS
    if found.group() in _OPENERS and not (closes and not opens):
        opens, closes = True, False
    elif found.group() in _CLOSERS and not (opens and not closes):
        opens, closes = False, True
    return _Mark(found.start(), found.end(), found.group(), opens, closes)


def _family(mark: _Mark) -> str:
    return next(name for name, marks in _FAMILIES.items() if mark.text in marks)


def _closes(opener: _Mark, mark: _Mark, more: bool) -> bool:
    """Whether ``mark`` ends what ``opener`` began; one of another kind does where no ``more`` closers of the same kind follow."""
    return mark.may_close and (_family(mark) == _family(opener) or not more)


def _begins_anew(opener: _Mark, mark: _Mark) -> bool:
    """Whether a straight mark that can only open stands where the pair before was never closed (``"It is. "And it was."``)."""
    return mark.text == opener.text == '"' and mark.may_open and not mark.may_close


def _opens_though_spaced(mark: _Mark, following: _Mark, remaining: int) -> bool:
    """A straight mark with a space on its wrong side (``said," For example"``) opens where those after it pair up only so."""
    return mark.text == '"' and remaining % 2 == 0 and not following.may_open


def _is_inches(text: str, mark: _Mark) -> bool:
    return mark.text == '"' and mark.start > 0 and text[mark.start - 1].isdigit()


def _singles(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each pair of single marks in ``text[start:end]``; apostrophes are not marks."""
    marks = [mark.start() for mark in _SINGLE.finditer(text, start, end)]
    last_closer = max((position for position in marks if _closes_single(text, position, False)), default=-1)
    opener: int | None = None
    for position in marks:
        if opener is None:
            opener = position if _opens_single(text, position) else None
        elif _closes_single(text, position, last_closer > position):
            yield opener, position + 1
            opener = None


def _opens_single(text: str, position: int) -> bool:
    before = text[position - 1] if position else " "
    after = text[position + 1 : position + 2]
    if text[position] in "’›" or not (after.isalnum() or after in "$£€…[("):
        return False
    return bool(after) and before in _BEFORE_OPENER and not _ELISIONS.match(text, position + 1)


def _closes_single(text: str, position: int, more: bool) -> bool:
    """A closing single mark is glued to its left; after an "s" it is a possessive where another mark can close."""
    before, after = text[position - 1 : position] or " ", text[position + 1 : position + 2]
    if text[position] in "‘‚‹" or before.isspace() or after.isalnum():
        return False
    return before in ".,!?…" or not (before in "sS" and after.isspace() and more)
