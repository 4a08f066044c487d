"""Plain text to blocks: text as it is copied from a site, wrapped by a mail program, or kept one paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from extractors.article import Article, Block, Role
from flows.sources.bylines import author_in
from flows.sources.dates import find_day
from flows.sources.encoding import decode
from flows.sources.furniture import role_alone, roles_of
from flows.sources.paragraphs import Paragraph, is_within, lines_of, mend, merge, unwrap
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source

_TITLE_FIELD = re.compile(r"(?:subject|title|headline):\s*", re.IGNORECASE)


def segment(text: str, title: str | None = None) -> tuple[Block, ...]:
    """Divide a text into blocks with roles, without touching it.

    Every character that is not blank stands in one block. A line is a paragraph, unless the text was wrapped at a width,
    or the line is a piece of a paragraph that a link broke.

    Args:
        text: The text.
        title: Its headline, where it is known from elsewhere.

    Returns:
        The blocks in the order of the text.
    """
    return arrange(unwrap(lines_of(text)), title=title)


def arrange(
    paragraphs: Sequence[Paragraph], known: Mapping[int, Role] | None = None, title: str | None = None
) -> tuple[Block, ...]:
    """Blocks from paragraphs: those that were broken are joined, and each gets its role.

    Args:
        paragraphs: Those of a text.
        known: The role of paragraphs, by their number, of which the source itself tells it; they are joined to nothing.
        title: The headline, where it is known.

    Returns:
        The blocks in the order of the text.
    """
    known = known or {}
    apart = [i in known or (role_alone(p) != "body" and not is_within(paragraphs, i)) for i, p in enumerate(paragraphs)]
    groups = mend(paragraphs, apart)
    whole = [merge([paragraphs[i] for i in group]) for group in groups]
    roles = roles_of(whole, title, {number: known[group[0]] for number, group in enumerate(groups) if group[0] in known})
    return tuple(Block(p.start, p.end, role) for p, role in zip(whole, roles, strict=True))


def read_text(source: Source) -> Iterator[Article | Reject]:
    """A text file is one article; its headline, byline and day are those that stand in its own lines."""
    text, notes = decode(source.read_bytes())
    yield article_of_text(text, source.locator, notes)


def read_markdown(source: Source) -> Iterator[Article | Reject]:
    """Markdown is text whose marks are left in place: offsets count in the file as it is."""
    yield from read_text(source)


def article_of_text(text: str, source: str, notes: tuple[str, ...] = ()) -> Article:
    """The article that a plain text is.

    Args:
        text: The text.
        source: Where it came from.
        notes: What was mended in reading it.

    Returns:
        The article.

    Raises:
        ReadError: Nothing but white space stands in it.
    """
    blocks = segment(text)
    if not blocks:
        raise ReadError("the file holds nothing but white space; fetch it again")
    bylines = [text[b.start : b.end] for b in blocks if b.role == "byline"]
    published_at = next((day for line in bylines if (day := find_day(line))), None)
    headline = next((text[b.start : b.end] for b in blocks if b.role == "headline"), None)
    return Article(
        text=text,
        blocks=blocks,
        source=source,
        title=" ".join(_TITLE_FIELD.sub("", headline.strip("#* "), count=1).split()) if headline else None,
        published_at=published_at,
        date_method="text" if published_at else None,
        author=author_in(bylines),
        notes=notes,
    )
