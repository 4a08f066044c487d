"""Letters to words, in the order in which the page's program wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from flows.sources.pdf.drawn import Letter

_GAP = 0.15  # of the font size, between two words
_GAP_OF_LETTERS_APART = 0.35
_STEP = 3  # points by which two letters of a word may differ in height
_NEIGHBOURS = tuple(product((-1, 0, 1), repeat=2))


@dataclass(slots=True)
class Word:
    """Letters of one font and size without space between them.

    Attributes:
        text: What it says.
        left: Its left edge in points from the page's upper left corner, as its other edges.
        top: Its upper edge.
        right: Its right edge.
        bottom: Its lower edge.
        size: Its font size in points.
        font: Its font.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    font: str


def words_of(letters: Sequence[Letter]) -> list[Word]:
    """The words of a page's letters.

    Args:
        letters: Those that stand upright, in the order in which they were written.

    Returns:
        The words, in that order.
    """
    letters = _once_each(letters)
    words = list(_divided(letters, _GAP))
    if sum(len(word.text) == 1 and word.text.isalnum() for word in words) > 0.5 * len(words):
        words = list(_divided(letters, _GAP_OF_LETTERS_APART))  # letters set apart all over the page
    return words


def _divided(letters: Sequence[Letter], gap: float) -> Iterator[Word]:
    """Words with gaps between them of at least ``gap``, in font sizes."""
    word: list[Letter] = []
    for letter in letters:
        if letter.text.isspace() or (word and _begins_word(word[-1], letter, gap)):
            if word:
                yield _word(word)
            word = []
        if not letter.text.isspace():
            word.append(letter)
    if word:
        yield _word(word)


def _begins_word(before: Letter, letter: Letter, gap: float) -> bool:
    if before.size != letter.size or before.font != letter.font or abs(before.top - letter.top) > _STEP:
        return True
    return not before.left <= letter.left <= before.right + gap * before.size


def _word(letters: Sequence[Letter]) -> Word:
    return Word(
        "".join([letter.text for letter in letters]),
        min([letter.left for letter in letters]),
        min([letter.top for letter in letters]),
        max([letter.right for letter in letters]),
        max([letter.bottom for letter in letters]),
        letters[0].size,
        letters[0].font,
    )


def _once_each(letters: Sequence[Letter]) -> Sequence[Letter]:
    """The letters of a page that prints them twice, a hair apart, to look bold: each once. Of others, all."""
    places = {(letter.text, round(letter.left), round(letter.top)) for letter in letters}
    if len(places) >= 0.75 * len(letters):
        return letters
    kept: dict[tuple[str, int, int], Letter] = {}
    for letter in letters:
        across, down = round(letter.left), round(letter.top)
        nearby = (kept.get((letter.text, across + right, down + below)) for right, below in _NEIGHBOURS)
        if not any(other is not None and _is_same(other, letter) for other in nearby):
            kept[letter.text, across, down] = letter
    return list(kept.values())


def _is_same(one: Letter, other: Letter) -> bool:
    return abs(one.left - other.left) <= 1 and abs(one.top - other.top) <= 1 and one.size == other.size
