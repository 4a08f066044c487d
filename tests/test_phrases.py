"""Phrases looked up in a text."""

from __future__ import annotations

from extractors.phrases import PhraseTable

TABLE = PhraseTable(
    [("State Department", "US"), ("the state", "state"), ("lakh crore", "IN"), ("crore", "india"), ("S&P 500", "index")]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], value) for start, end, value in TABLE.find(text, 0, len(text))]


def test_the_longest_phrase_wins() -> None:
    assert found("Rs 5 lakh crore, not 5 crore") == [("lakh crore", "IN"), ("crore", "india")]


def test_a_name_is_not_the_word_it_starts_with() -> None:
    assert found("the State Department") == [("State Department", "US")]


def test_a_small_letter_may_be_a_capital_at_the_start_of_a_sentence() -> None:
    assert found("The state pays.") == [("The state", "state")]


def test_possessives_and_signs() -> None:
    assert found("the State Department's S&P 500") == [("State Department's", "US"), ("S&P 500", "index")]
