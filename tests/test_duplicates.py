from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.duplicates import firsts, sketch_of

_WORDS = [f"{first}{second}" for first in "bdfgklmnprst" for second in ("a", "ela", "in", "ord", "une", "yst", "ok", "ith")]


def story(seed: int, words: int = 300) -> list[str]:
    return random.Random(seed).choices(_WORDS, k=words)


def links(*stories: list[str]) -> list[int | None]:
    return firsts([sketch_of(" ".join(words)) for words in stories])


FURNITURE = ["Read", "more", "on", "our", "site", "and", "sign", "up", "for", "the", "morning", "newsletter", "today"]

COPIES = {
    "the same": story(1),
    "one word in 25 changed": ["else" if number % 25 == 7 else word for number, word in enumerate(story(1))],
    "cut": story(1)[:120],
    "a new lead over a cut story": [*story(2, 40), *story(1)[30:200]],
    "furniture around it": [*FURNITURE * 3, *story(1), *FURNITURE],
    "other case and marks": [f"“{word.upper()},”" for word in story(1)],
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_a_copy_is_linked_to_its_original(copy: list[str]) -> None:
    assert links(story(3), story(1), story(4), copy) == [None, None, None, 1]


@pytest.mark.parametrize(
    "other",
    [story(5), [*story(1)[:100], *story(5, 200)], story(1)[:12], []],
    ids=["another", "a third in common", "too short to tell", "nothing"],
)
def test_what_is_no_copy(other: list[str]) -> None:
    assert links(story(1), other) == [None, None]


def test_a_copy_of_a_copy_repeats_the_first_of_all() -> None:
    assert links(story(1), story(1)[:200], story(1)[:120]) == [None, 0, 0]


def test_a_story_printed_by_everyone_is_found_in_each() -> None:
    assert links(*(story(1) for _ in range(300))) == [None] + [0] * 299


def test_a_story_under_anothers_lead_repeats_the_one_that_it_has_more_of() -> None:
    assert links(story(1, 90), story(2, 400), [*story(1, 60), *story(2, 400)[100:320]]) == [None, None, 1]


@given(st.lists(st.text(max_size=400), max_size=12))
def test_every_first_is_an_earlier_one_that_repeats_none(texts: list[str]) -> None:
    found = firsts([sketch_of(text) for text in [*texts, *texts]])
    assert all(first is None or (first < number and found[first] is None) for number, first in enumerate(found))


def test_no_documents() -> None:
    assert firsts([]) == []
