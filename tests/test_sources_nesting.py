"""Documents that nest deep, or are of very many elements: read, or rejected before anything walks them."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.message import EmailMessage
from html import escape

import pytest

from extractors.article import Article
from flows.sources import Reject, Source, read
from flows.sources.html import article_of_page, page_of
from tests.hostile import DOCX, STORY, packed, reason


def within(levels: int, tag: str, words: str) -> str:
    return f"<{tag}>" * levels + words + f"</{tag}>" * levels


def mail_within(levels: int) -> bytes:
    """A text in a part in a part ... of a mail."""
    heads = [f'Content-Type: multipart/mixed; boundary="b{n}x"\n\n--b{n}x\n' for n in range(levels)]
    return ("Subject: A\n" + "".join(heads) + f"Content-Type: text/plain\n\n{STORY}\n").encode()


NESTED: dict[str, tuple[str, Callable[[int], str | bytes]]] = {
    "page": ("html", lambda n: f"<html><body>{within(n, 'div', f'<p>{STORY}</p>')}"),
    "never closed": ("html", lambda n: f"<html><body><article><p>{STORY}</p>{'<b><i>' * n}"),
    "feed": (
        "xml",
        lambda n: f"<rss><item><link>http://a.example/</link><encoded>{STORY * 3}</encoded>{within(n, 'x', '')}</item></rss>",
    ),
    "story in a feed": (
        "xml",
        lambda n: f"<rss><item><link>http://a.example/</link><encoded>{escape(within(n, 'div', STORY * 3))}</encoded></item></rss>",
    ),
    "NITF": ("xml", lambda n: f"<nitf><body.content>{within(n, 'block', f'<p>{STORY}</p>')}</body.content></nitf>"),
    "NewsML": ("xml", lambda n: f"<newsItem><inlineXML>{within(n, 'div', f'<p>{STORY}</p>')}</inlineXML></newsItem>"),
    "JSON": ("json", lambda n: f'{{"text": "{STORY}", "more": {"[" * n + "]" * n}}}'),
    "JSON Lines": ("jsonl", lambda n: f'{{"text": "{STORY}", "more": {"[" * n + "]" * n}}}'),
    "ninjs": ("json", lambda n: json.dumps({"headline": "A", "body_xhtml": within(n, "div", STORY)})),
    "Word": (
        "docx",
        lambda n: packed(
            word__document_xml=DOCX.format(f"<w:body><w:p>{within(n, 'w:r', f'<w:t>{STORY}</w:t>')}</w:p></w:body>").encode()
        ),
    ),
    "mail": ("mail", mail_within),
    "page in a mail": ("mail", lambda n: f"Content-Type: text/html\n\n<html><body>{within(n, 'div', f'<p>{STORY}</p>')}"),
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_nesting(name: str) -> None:
    format_, nested = NESTED[name]

    def of(levels: int) -> bytes:
        made = nested(levels)
        return made if isinstance(made, bytes) else made.encode()

    (article,) = read(Source("a", None, format_, of(20)))
    assert isinstance(article, Article), article
    assert article.text.count(STORY.strip()) == 1 + 2 * ("feed" in name)
    for levels in (240, 20_000):
        assert "max_nesting (200)" in reason(of(levels), format_)


def test_a_story_that_nests_harms_no_other_of_its_feed() -> None:
    items = [
        f"<item><link>http://a.example/{n}</link><encoded>{escape(within(n, 'div', STORY * 3))}</encoded></item>" for n in (300, 3)
    ]
    reject, article = read(Source("a", None, "xml", f"<rss>{''.join(items)}</rss>".encode()))
    assert isinstance(reject, Reject)
    assert (reject.source, "max_nesting" in reject.reason) == ("http://a.example/300", True)
    assert isinstance(article, Article)


def test_a_story_of_two_bodies() -> None:
    """Found by atheris: lxml asserts that a piece of a page has one."""
    story = f"<p>{STORY * 3}</p></body></nitf>s<p>more</p></head><body><p>{STORY * 3}"
    feed = f"<rss><item><link>http://a.example/</link><encoded>{escape(story)}</encoded></item></rss>"
    assert "another body" in reason(feed.encode(), "xml")
    assert "another body" in reason(json.dumps({"headline": "A", "body_xhtml": story}).encode(), "json")


def test_a_table_in_a_table_is_read_once() -> None:
    table = "<w:tbl><w:tr><w:tc>" * 30 + f"<w:p><w:r><w:t>{STORY}</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 30
    (article,) = read(Source("a", None, "docx", packed(word__document_xml=DOCX.format(f"<w:body>{table}</w:body>").encode())))
    assert isinstance(article, Article)
    assert article.text.strip() == STORY.strip()


def test_json_ld_that_nests_is_left_out() -> None:
    deep = json.dumps({"@type": "NewsArticle", "headline": "Lost"})[:-1] + f', "more": {"[" * 300 + "]" * 300}}}'
    script = f'<script type="application/ld+json">{deep}</script>'
    page = f"<html><head><title>A fund</title>{script}</head><body><article><p>{STORY}</p>"
    article = article_of_page(page_of(page.encode()), "a")
    assert (article.title, STORY.strip() in article.text) == ("A fund", True)


@pytest.mark.parametrize(
    "many",
    [
        "<b>a</b>" * 60_000,
        f"<p {' '.join(f'attribute{n}' for n in range(60_000))}>",
        f"""<p a="{">" * 300_000}" {"/".join(f"b{n}" for n in range(60_000))}>""",
    ],
    ids=["elements", "attributes of a tag", "a tag that seems to end"],
)
def test_a_page_of_many_elements(many: str) -> None:
    page = f"<html><body><article><p>{STORY}</p>{many}</article></body></html>"
    assert "max_elements (50,000)" in reason(page.encode(), "html")
    assert "max_elements (50,000)" in reason(json.dumps({"headline": "A", "body_xhtml": page}).encode(), "json")


def test_mail_of_many_parts() -> None:
    message = EmailMessage()
    message.set_content(STORY)
    for _ in range(500):
        message.add_attachment(b"a", maintype="image", subtype="png")
    (article,) = read(Source("a", None, "mail", message.as_bytes()))
    assert isinstance(article, Article)
    assert article.text.startswith("The islands")
