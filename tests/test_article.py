from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from extractors.article import Article, Block


def test_without_blocks_each_line_is_a_paragraph() -> None:
    text = "Headline\r\n\n  First paragraph.  \nSecond."
    assert [text[b.start : b.end] for b in Article(text).paragraphs()] == ["Headline", "First paragraph.", "Second."]


def test_blocks_of_a_reader_stand() -> None:
    blocks = (Block(0, 4, "headline"), Block(5, 9, "caption"))
    assert Article("head\nfoot", blocks=blocks).paragraphs() == blocks


def test_a_line_break_inside_a_block_reads_as_a_space() -> None:
    article = Article("18.1\nbillion\tyen")
    assert article.prose(Block(0, 16)) == "18.1 billion yen"


@given(st.text())
def test_paragraphs_are_in_order_and_hold_all_that_is_not_blank(text: str) -> None:
    article = Article(text)
    blocks = article.paragraphs()
    assert all(0 <= a.start < a.end <= b.start < b.end <= len(text) for a, b in pairwise(blocks))
    covered = "".join(text[b.start : b.end] for b in blocks)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(len(article.prose(b)) == b.end - b.start for b in blocks)
