"""What designers do to words: a first letter over several lines, letters set apart, a number before each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from flows.sources.pdf.words import Word

_LETTERS_SET_APART = 4  # at least, in a row; fewer are initials
_SHARE_OF_LETTERS = 0.6  # the rest are figures and marks
_LINES_NUMBERED = 6  # at least, one after the other
_WORDS_A_NUMBERED_LINE = 4  # on average; a table whose rows are numbered has fewer


def plain_words(words: Sequence[Word]) -> list[Word]:
    """The words of a page as they are read: letters set apart joined, a high first letter with its word, no numbers of lines.

    Args:
        words: The words, in the order in which they were written.
    """
    return _without_line_numbers(_with_drop_caps(list(_with_letters_joined(words))))


def _with_letters_joined(words: Sequence[Word]) -> Iterator[Word]:
    """Words whose letters were set apart ("B U D G E T"), made whole: between two words is more space than between two letters."""
    group: list[Word] = []
    for word in words:
        if group and not _is_next_letter(group[-1], word):
            yield from _joined(group)
            group = []
        group.append(word)
    yield from _joined(group)


def _is_next_letter(before: Word, after: Word) -> bool:
    alike = len(before.text) == len(after.text) == 1 and before.size == after.size
    return alike and abs(before.top - after.top) < 1 and 0 < after.left - before.right < 1.5 * after.size


def _joined(letters: Sequence[Word]) -> Iterator[Word]:
    alphabetic = sum(letter.text.isalpha() for letter in letters)
    if alphabetic < max(_LETTERS_SET_APART, _SHARE_OF_LETTERS * len(letters)):
        yield from letters
        return
    gaps = sorted(after.left - before.right for before, after in pairwise(letters))
    usual = gaps[len(gaps) // 3]
    whole = replace(letters[0])
    for before, letter in pairwise(letters):
        if letter.left - before.right > 1.6 * usual:
            yield whole
            whole = replace(letter)
        else:
            whole.text, whole.right = whole.text + letter.text, letter.right
    yield whole


def _with_drop_caps(words: list[Word]) -> list[Word]:
    """A letter as high as some lines is the first of the word at its upper right."""
    for cap in [word for word in words if len(word.text.strip("“‘\"'")) == 1 and word.text[-1:].isupper()]:
        beside = [word for word in words if _stands_beside(cap, word)]
        if beside:
            written_next = words[words.index(cap) + 1 :][:1]
            rest = min([w for w in written_next if w in beside] or beside, key=lambda word: (round(word.top), word.left))
            texts = {word.text.casefold() for word in words if word is not rest}
            apart = cap.text[-1] in "AI" and rest.text.casefold() in texts and (cap.text + rest.text).casefold() not in texts
            rest.text = cap.text + " " * apart + rest.text
            words = [word for word in words if word is not cap]
    return words


def _stands_beside(cap: Word, word: Word) -> bool:
    near = -0.1 * cap.size < word.left - cap.right < 0.5 * cap.size
    upper = cap.top - 0.3 * cap.size < word.top and word.bottom < cap.bottom - 0.4 * word.size
    return bool(cap.size > 1.8 * word.size and near and upper)


def _without_line_numbers(words: list[Word]) -> list[Word]:
    """The words without the numbers that bills and transcripts set before each line."""
    rows = [
        list(row) for _, row in groupby(sorted(words, key=lambda word: (round(word.bottom), word.left)), lambda w: round(w.bottom))
    ]
    numbered = [row for row in rows if row[0].text.isdigit() and len(row) > 1 and row[1].left - row[0].right > 0.5 * row[0].size]
    firsts = [row[0] for row in numbered]
    counted = sum(int(after.text) - int(before.text) == 1 for before, after in pairwise(firsts))
    if counted + 1 < max(_LINES_NUMBERED, 0.9 * len(firsts)) or sum(map(len, numbered)) < (_WORDS_A_NUMBERED_LINE + 1) * len(
        numbered
    ):
        return words
    edges = [first.right for first in firsts]
    text = [row for row in rows if firsts[0].top <= row[0].top <= firsts[-1].top]
    if max(edges) - min(edges) > firsts[0].size or len(firsts) < 0.9 * len(text):
        return words
    numbers = set(map(id, firsts))
    return [word for word in words if id(word) not in numbers]
