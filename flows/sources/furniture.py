"""What a paragraph is to the story: headline, byline, caption, summary, body or boilerplate, by how news pages are furnished.

The phrases are data (``furniture.csv``); the rules here are about shape and place. Only short paragraphs are judged by
their words: a paragraph of forty words that begins "Sign up" is a story about signing up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from extractors.article import Role
from flows.sources.bylines import is_byline, is_dateline, may_name_author, names_post
from flows.sources.paragraphs import Paragraph, ends_in_function_word
from flows.sources.phrases import Phrase, phrase_of
from flows.sources.zones import mark_biographies, mark_enclosed, mark_fields, mark_foot, mark_headline, mark_labels, prose_begins

_WORDS_OF_A_CAPTION = 80
_WORDS_OF_A_TOPIC = 2
_CHARACTERS_OF_TAGS = 200
_LABELS_BEFORE_A_DAY = 2

_CREDIT = re.compile(
    r"""
    (?: \b(?:PHOTOS?|PICTURES?|IMAGES?|Photos?|Photograph|Picture|Image|Illustration|Credit)   # "Photograph: Thames Post"
        (?:\s?:|\s[Bb]y\s|\scredit\b|\scourtesy\b)
      | [(\[](?:AP|AFP|Reuters|EPA|Getty|File|Photo|Picture|Image|Screenshot|Xinhua|Bernama|PTI)\b
        # "(AP Photo/Jane Roe)", "[File: Reuters]", but not the start of a story, "(Reuters) - "
        (?!\)?\s[-–—])
      | (?:/|\svia\s|\|\s|\s[-–—]\s)(?:AFP|Reuters|REUTERS|Getty|GETTY|EPA|AP)\b     # "John Doe/AFP via Getty Images"
      | \bGetty\sImages\b | \bREUTERS/
    )
    [^.!?]{0,60}[)\]]?\.?$
    """,
    re.VERBOSE,
)
_CAPITALISED = r"[^\W\d_a-zß-ÿ][\w.’'-]*"
_NAME_AND_HOUSE = re.compile(
    rf"""
    (?: ^(?={_CAPITALISED}\s{_CAPITALISED}) | [^\W\d][.!?”"’)\]]+\s? )                   # alone, or behind a caption
    ( (?:{_CAPITALISED}\s){{0,3}} {_CAPITALISED}                                  # Jane Roe
      \s?/\s? (?!Staff|Contributor|Correspondent) [^\W\d][^\d.!?]{{1,40}}      # / The Post
    | \({_CAPITALISED}[^()/\d]{{0,40}}/[^()/\d]{{2,40}}\)                        # (Jane Roe/The Post)
    | [-–—]\s(?:[\w’.]+\s){{0,3}}(?i:pic|photo|picture)s? )$                     # - Post file pic
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W_]+")
_TRAIL = re.compile(r"home\s*[/>»›|]\s", re.IGNORECASE)
_TAGS = re.compile(r"(?:[#@]\w+[\s,|]*)+|\S+@\S+\.\w+|\[\s[^]]+\s\]")


def is_credit(text: str) -> bool:
    """Whether a paragraph ends in the credit of a picture ("PHOTO: AFP", "(AP Photo/Jane Roe)", "In May. Jane Roe/The Post")."""
    return _credit_in(text[-110:]) is not None


def _credit_in(text: str) -> re.Match[str] | None:
    return _CREDIT.search(text) or _NAME_AND_HOUSE.search(text)


def roles_of(paragraphs: Sequence[Paragraph], title: str | None = None, known: Mapping[int, Role] | None = None) -> list[Role]:
    """The role of each paragraph of an article.

    Args:
        paragraphs: All of them, in order.
        title: The headline, where it is known from elsewhere.
        known: Roles that are known from elsewhere, by the paragraph's number.

    Returns:
        One role a paragraph.
    """
    known = known or {}
    phrases = [phrase_of(paragraph) for paragraph in paragraphs]
    roles: list[Role] = [phrase.role if phrase else _role_by_shape(p) for p, phrase in zip(paragraphs, phrases, strict=True)]
    for i, role in known.items():
        roles[i] = role
    _mark_lists(paragraphs, phrases, roles)
    _mark_captions(paragraphs, roles)
    mark_fields(paragraphs, roles)
    _mark_authors(paragraphs, roles)
    mark_headline(paragraphs, roles, title)
    mark_labels(paragraphs, roles)
    mark_enclosed(paragraphs, roles)
    mark_biographies(paragraphs, roles)
    mark_foot(paragraphs, roles)
    return roles


def role_alone(paragraph: Paragraph) -> Role:
    """The role that a paragraph's own words give it, without those around it."""
    phrase = phrase_of(paragraph)
    return phrase.role if phrase else _role_by_shape(paragraph)


def _role_by_shape(paragraph: Paragraph) -> Role:
    text = paragraph.text
    if _WORD.search(text) is None or (paragraph.words == 1 and text.startswith(("http://", "https://", "www."))):
        return "boilerplate"  # "* * *", or an address alone
    if len(text) <= _CHARACTERS_OF_TAGS and (_TRAIL.match(text) or _TAGS.fullmatch(text)):
        return "boilerplate"
    if is_dateline(paragraph) or is_byline(paragraph):
        return "byline"
    return "caption" if paragraph.words <= _WORDS_OF_A_CAPTION and is_credit(text) else "body"


def _mark_lists(paragraphs: Sequence[Paragraph], phrases: Sequence[Phrase | None], roles: list[Role]) -> None:
    """The list after "Follow topic:" or before "AI generated" is a summary; the short lines after "Read more:" are links."""

    def is_item(j: int) -> bool:
        return roles[j] == "body" and paragraphs[j].bulleted

    def is_point(j: int) -> bool:
        return is_item(j) or (roles[j] == "body" and not paragraphs[j].spaced and _is_link(paragraphs[j]))

    def is_link(j: int) -> bool:
        phrase = phrases[j]
        opens_another = phrase is not None and phrase.opens == "yes"  # its links are told from there
        return (roles[j] == "body" and _is_link(paragraphs[j])) or (paragraphs[j].text.endswith(" ago") and not opens_another)

    for i, phrase in enumerate(phrases):
        opens = phrase.opens if phrase else ""
        following = range(i + 1, len(paragraphs))
        if opens == "summary":
            for j in takewhile(is_point, following):
                roles[j] = "summary" if is_item(j) or paragraphs[j].words > _WORDS_OF_A_TOPIC else "boilerplate"
        elif opens == "closes":
            for j in takewhile(is_item, range(i - 1, -1, -1)):
                roles[j] = "summary"
        elif opens == "yes":
            for j in takewhile(is_link, following):
                roles[j] = "boilerplate"


def _is_link(paragraph: Paragraph) -> bool:
    """Whether it looks like a link to another story: a headline, not a sentence."""
    return paragraph.words <= 20 and (paragraph.bulleted or not paragraph.finished) and not ends_in_function_word(paragraph)


def _mark_captions(paragraphs: Sequence[Paragraph], roles: list[Role]) -> None:
    """Above a credit on a line of its own stands the caption, and often the picture's description before it, nearly the same."""
    for i, paragraph in enumerate(paragraphs):
        if roles[i] != "caption" or paragraph.words > 12 or i == 0 or roles[i - 1] != "body":
            continue
        caption = paragraphs[i - 1]
        if caption.words > _WORDS_OF_A_CAPTION or caption.bulleted or not _is_credit_alone(paragraph):
            continue
        roles[i - 1] = "caption"
        if i > 1 and roles[i - 2] == "body" and _overlap(paragraphs[i - 2], caption) >= 0.5:
            roles[i - 2] = "caption"


def _is_credit_alone(paragraph: Paragraph) -> bool:
    found = _credit_in(paragraph.text)
    return found is not None and found.start() == 0


def _overlap(one: Paragraph, other: Paragraph) -> float:
    """Share of the longer words of the shorter paragraph that stand in the other too."""
    words = [{word for word in _WORD.findall(p.text.casefold()) if len(word) > 3} for p in (one, other)]
    return len(words[0] & words[1]) / max(min(map(len, words)), 1)


def _mark_authors(paragraphs: Sequence[Paragraph], roles: list[Role]) -> None:
    """A name on a line of its own is that of the author, beside a line with the day or, above the story, with a post.

    Examples: "Jane Roe in Jakarta" above "14 May 2026"; "Jane Roe, Pacific Reporter".
    """
    first = next((i for i, role in enumerate(roles) if role == "body"), 0)
    begin = first if "headline" in roles else first + 1  # it may be the headline
    prose = prose_begins(paragraphs, roles)
    for i, paragraph in enumerate(paragraphs[begin:], begin):
        if roles[i] != "body" or not may_name_author(paragraph):
            continue
        beside = [j for j in (i - 1, _next_but_labels(paragraphs, i)) if 0 <= j < len(roles) and roles[j] == "byline"]
        if (
            " Published " in paragraph.text
            or any(is_dateline(paragraphs[j]) for j in beside)
            or (i < prose and names_post(paragraph))
        ):
            roles[i] = "byline"


def _next_but_labels(paragraphs: Sequence[Paragraph], i: int) -> int:
    """The number of the paragraph after another, labels of one word left out ("Jakarta", "PREMIUM")."""
    is_label = (paragraph.words == 1 for paragraph in paragraphs[i + 1 : i + 1 + _LABELS_BEFORE_A_DAY])
    return i + 1 + sum(takewhile(bool, is_label))
