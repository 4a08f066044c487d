"""What was read: a text that is never rewritten, and what is known about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Role = Literal["headline", "byline", "caption", "summary", "body", "boilerplate"]
ROLES: tuple[Role, ...] = get_args(Role)

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_BREAK = re.compile(r"[\r\n\t\u2028\u2029\v\f]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, as a broken \\u escape in JSON leaves it: spaCy cannot encode it


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article's text that is read as one paragraph.

    Attributes:
        start: Offset of its first character in ``Article.text`` (code points).
        end: Offset after its last character.
        role: What the stretch is to the story.
        page: Page it stands on, from 1; ``None`` where the source has no pages.
        box: Left, top, right and bottom on that page, in points from its upper left corner; ``None`` where unknown.
    """

    start: int
    end: int
    role: Role = "body"
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A document as it was read.

    Attributes:
        text: The text; every offset anywhere points into it.
        blocks: Its paragraphs in reading order, without overlap. Empty means: one for each line of the text.
        source: Where it came from: a path, a URL, or either followed by ``#`` and a record's id.
        title: Its headline, as given by the source or by the first block.
        published_at: The day it was published, in the publisher's own place; ``None`` where unknown.
        publisher: Who published it.
        publisher_country: ISO 3166-1 alpha-2 code of the publisher's country.
        author: Its byline.
        language: ISO 639-1 code.
        url: Its canonical address.
        date_method: Where ``published_at`` was found (``given``, ``json-ld``, ``meta``, ``url``, ``text``); ``None`` without it.
        modified_at: The day of its last change, where the source tells.
        notes: What was mended or left out in reading, one sentence each.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    source: str = ""
    title: str | None = None
    published_at: date | None = None
    publisher: str | None = None
    publisher_country: str | None = None
    author: str | None = None
    language: str | None = None
    url: str | None = None
    date_method: str | None = None
    modified_at: date | None = None
    notes: tuple[str, ...] = ()

    def paragraphs(self) -> tuple[Block, ...]:
        """The article's blocks or, where a reader gave none, one body block for each line that is not blank."""
        return self.blocks or tuple(_lines(self.text))

    def prose(self, block: Block) -> str:
        """A block's text with each line break or tab read as one space, and half a character as U+FFFD; offsets stay the same."""
        return _SURROGATE.sub("\ufffd", _BREAK.sub(" ", self.text[block.start : block.end]))


def _lines(text: str) -> Iterator[Block]:
    for line in _LINE.finditer(text):
        bare = line.group().strip()
        if bare:
            start = line.start() + line.group().index(bare)
            yield Block(start, start + len(bare))
