"""Large pages: what is read a portion at a time is what stands on the page, in its order, once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring

from flows.sources.html import article_of_page, page_of
from flows.sources.portions import portions

STORY = [
    f"The assembly of island {number} voted to double its harbour fund, said a member of the house. " * 4 for number in range(3000)
]


def lines_of(body: str) -> list[str]:
    markup = f"<html><head><title>The funds</title></head><body>{body}</body></html>"
    return article_of_page(page_of(markup.encode()), "page.html").text.split("\n")


def paragraphs(story: list[str]) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in story)


def test_a_long_story_is_read_whole() -> None:
    sections = [
        f"<section><h2>Part {start // 10}</h2>{paragraphs(STORY[start : start + 10])}</section>" for start in range(0, 3000, 10)
    ]
    text = [line for line in lines_of(f"<article><h1>The funds</h1>{''.join(sections)}</article>") if line]
    assert [line for line in text if line.startswith("The assembly")] == [paragraph.strip() for paragraph in STORY]
    assert [line for line in text if line.startswith("Part")] == [f"Part {number}" for number in range(300)]


def test_a_long_list_of_links_below_a_story_is_left_out() -> None:
    links = "".join(f'<li><a href="/{number}">Island {number} votes on its harbour fund</a></li>' for number in range(9000))
    text = lines_of(f"<article><h1>The funds</h1>{paragraphs(STORY[:200])}</article><ul>{links}</ul>")
    assert [line for line in text if line] == ["The funds", *(paragraph.strip() for paragraph in STORY[:200])]


def test_a_paragraph_longer_than_a_portion_keeps_its_words() -> None:
    whole = " ".join(STORY)
    assert " ".join(lines_of(f"<article><p>{whole}</p></article>")).split() == ["The", "funds", *whole.split()]


def test_the_page_of_a_story_is_a_single_portion() -> None:
    page = page_of(f"<html><body><article>{paragraphs(STORY[:300])}</article></body></html>".encode())
    assert list(portions(page)) == [page]


BLOCKS = st.recursive(
    st.integers(1, 40).map(lambda count: f"<p>{STORY[count] * count}</p>after {count}"),
    lambda inner: st.builds(
        lambda tag, children: f'<{tag} class="a">{"".join(children)}</{tag}>',
        st.sampled_from(["div", "section", "article", "ul", "h2"]),
        st.lists(inner, min_size=1, max_size=8),
    ),
    max_leaves=60,
)


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_the_portions_of_a_page_are_the_page(body: str) -> None:
    page = fromstring(f"<html><head><title>a</title></head><body>begins{body * 3}</body></html>")
    text = page.text_content()
    several = list(portions(page))
    assert "".join(portion.text_content() for portion in several) == text
    assert all(portion.xpath("count(body) = 1") for portion in several)
