"""What a paragraph is to the story: headline, byline, caption, summary, body or boilerplate, by how news pages are furnished.

The phrases are data (``furniture.csv``); the rules here are about shape and place. Only short paragraphs are judged by
their words: a paragraph of forty words that begins "Sign up" is a story about signing up.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import cast

from extractors.article import Role
from flows.sources.paragraphs import Paragraph, ends_in_function_word, letters

_WORDS_OF_FURNITURE = 30
_WORDS_OF_A_HEADLINE = 30
_WORDS_OF_A_CAPTION = 80
_WORDS_OF_A_TOPIC = 2
_CHARACTERS_OF_A_LABEL = 30
_WORDS_OF_A_BYLINE = 14

_CREDIT = re.compile(
    r"""
    (?: \b(?:PHOTOS?|PICTURES?|IMAGES?|Photos?|Photograph|Picture|Image|Illustration|Credit)   # "Photograph: Thames Post"
        (?:\s?:|\s[Bb]y\s|\scredit\b|\scourtesy\b)
      | [(\[](?:AP|AFP|Reuters|EPA|Getty|File|Photo|Picture|Image|Screenshot|Xinhua|Bernama|PTI)\b
        # "(AP Photo/Jane Roe)", "[File: Reuters]", but not the start of a story, "(Reuters) - "
        (?!\)?\s[-–—])
      | (?:/|\svia\s|\|\s|\s[-–—]\s)(?:AFP|Reuters|REUTERS|Getty|GETTY|EPA|AP)\b     # "John Doe/AFP via Getty Images"
      | \bGetty\sImages\b
    )
    [^.!?]{0,60}[)\]]?\.?$
    """,
    re.VERBOSE,
)
_BYLINE = re.compile(r"(?:By|BY|by)\s+(?:[A-Z@]|the\s[A-Z])")
_DATE_WORD = re.compile(
    r"""
    (?: [a-z]*\d[\d:.,/-]*(?:st|nd|rd|th|am|pm|a\.m\.|p\.m\.|h|hrs?)?     # 14, 5:00pm, 2026-01-14, 3rd, sgt8:00
      | jan(?:uary)? | feb(?:ruary)? | mar(?:ch)? | apr(?:il)? | may | june? | july? | aug(?:ust)?
      | sept?(?:ember)? | oct(?:ober)? | nov(?:ember)? | dec(?:ember)?
      | (?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?
      | (?:gmt|utc)[+-]\d{1,2}(?::\d\d)?
      | am | pm | a\.m | p\.m | gmt | utc | bst | ist | sgt | hkt | jst | pkt | aest | aedt | wib | wat | eat | sast
      | e[sd]?t | p[sd]t | c[es]?t
      | at | on | of | and | the | updated | published | posted | first | last | modified | created | print | online
      | ago | hours? | hrs? | mins? | minutes? | seconds? | days? | weeks? | months? | years? | read | reading | time
    )
    """,
    re.VERBOSE,
)
_AUTHOR = re.compile(
    r"""
    (?: [A-Z][\w.’'-]* \s ){1,3} [A-Z][\w’'-]+                                                     # Jane Roe, J. R. ROE
    (?: \s in \s [A-Z].{1,40} | , \s .{0,40} \b(?:writer|correspondent|reporter|editor|staff)\b.{0,30} )?
    (?: \s (?:Published|Updated|Posted) \s .{0,60} )?
    """,
    re.VERBOSE,
)
_MARKS = "*_#>`~|\\ \t"  # of Markdown
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of ``furniture.csv``."""

    words: str
    match: str
    role: Role
    opens: str


def phrase_of(paragraph: Paragraph) -> Phrase | None:
    """The phrase that makes a short paragraph a piece of furniture."""
    if paragraph.words > _WORDS_OF_FURNITURE:
        return None
    words = bare_words(paragraph.text)
    for phrase in _phrases().get(_key(words), ()):
        if _matches(words, phrase):
            return phrase
    return None


def _matches(words: str, phrase: Phrase) -> bool:
    if phrase.match == "whole":
        return words.removesuffix("...").rstrip(" :…>»") == phrase.words.rstrip(" :>")
    dated = phrase.match != "dated" or any(c.isdigit() for c in words)
    return dated and _starts(words, phrase.words)


def bare_words(text: str) -> str:
    """A paragraph in lower case with straight apostrophes, without list marks and Markdown."""
    return text.lstrip("•‣▪●○◦■+–—·- ").strip(_MARKS).lstrip("[").replace("’", "'").casefold()


def _starts(words: str, phrase: str) -> bool:
    after = words[len(phrase) : len(phrase) + 1]
    return words.startswith(phrase) and not (phrase[-1].isalnum() and after.isalnum())


def _key(words: str) -> str:
    first = _WORD.match(words)
    return first.group() if first else words[:1]


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    with files(__package__).joinpath("furniture.csv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        phrases = [Phrase(row["phrase"], row["match"], cast(Role, row["role"]), row["opens"]) for row in rows]
    by_first: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=lambda phrase: -len(phrase.words)):
        by_first.setdefault(_key(phrase.words), []).append(phrase)
    return {first: tuple(found) for first, found in by_first.items()}


def is_credit(text: str) -> bool:
    """Whether a paragraph ends in the credit of a picture ("PHOTO: AFP", "(AP Photo/Jane Roe)")."""
    return _CREDIT.search(text[-110:]) is not None


def is_dateline(paragraph: Paragraph) -> bool:
    """Whether nothing but a day, an hour and words like "updated" stands in it."""
    if paragraph.words > 14:
        return False
    words = [word.strip(",|•·()–—-.:") for word in paragraph.text.casefold().split()]
    words = [word for word in words if word]
    dated = any(word[0].isdigit() for word in words) and any(word[0].isalpha() for word in words)
    return dated and all(_DATE_WORD.fullmatch(word) for word in words)


def is_byline(paragraph: Paragraph) -> bool:
    """Whether it names the authors ("By Jane Roe in Jakarta")."""
    text = paragraph.text.strip(_MARKS)
    return paragraph.words <= 25 and not paragraph.finished and _BYLINE.match(text) is not None


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
    _mark_authors(paragraphs, roles)
    if "headline" not in known.values():
        _mark_headline(paragraphs, roles, title)
    return roles


def role_alone(paragraph: Paragraph) -> Role:
    """The role that a paragraph's own words give it, without those around it."""
    phrase = phrase_of(paragraph)
    return phrase.role if phrase else _role_by_shape(paragraph)


def _role_by_shape(paragraph: Paragraph) -> Role:
    if _WORD.search(paragraph.text) is None or (
        paragraph.words == 1 and paragraph.text.startswith(("http://", "https://", "www."))
    ):
        return "boilerplate"  # "* * *", or an address alone
    if paragraph.words <= _WORDS_OF_A_CAPTION and is_credit(paragraph.text):
        return "caption"
    return "byline" if is_dateline(paragraph) or is_byline(paragraph) else "body"


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
    found = _CREDIT.search(paragraph.text)
    return found is not None and found.start() == 0


def _overlap(one: Paragraph, other: Paragraph) -> float:
    """Share of the longer words of the shorter paragraph that stand in the other too."""
    words = [{word for word in _WORD.findall(p.text.casefold()) if len(word) > 3} for p in (one, other)]
    return len(words[0] & words[1]) / max(min(map(len, words)), 1)


def _mark_headline(paragraphs: Sequence[Paragraph], roles: list[Role], title: str | None) -> None:
    """The first paragraph that is no furniture is the headline if it is the title, or short and no sentence, with a story below."""
    first = next((i for i, role in enumerate(roles) if role == "body"), None)
    if first is None or not any(role == "body" for role in roles[first + 1 :]):
        return
    if title and letters(title) == letters(paragraphs[first].text):
        roles[first] = "headline"
        return
    section = list(takewhile(lambda i: roles[i] == "body" and _is_label(paragraphs[i]), range(first, len(roles))))
    below = first + len(section)
    if (
        section
        and below < len(roles)
        and roles[below] == "body"
        and "body" in roles[below + 1 :]
        and _is_headline(paragraphs[below])
    ):
        for i in section:
            roles[i] = "boilerplate"
        roles[below] = "headline"
    elif _is_headline(paragraphs[first]):
        roles[first] = "headline"


def _is_label(paragraph: Paragraph) -> bool:
    """Whether it may be the name of a section that stands above a headline ("World", "MEDIA RELEASE")."""
    return paragraph.words <= _WORDS_OF_A_TOPIC and len(paragraph.text) <= _CHARACTERS_OF_A_LABEL


def _mark_authors(paragraphs: Sequence[Paragraph], roles: list[Role]) -> None:
    """A name on a line of its own beside a line with the day is that of the author ("Jane Roe in Jakarta", "14 May 2026")."""
    first = next((i for i, role in enumerate(roles) if role == "body"), 0)  # it may be the headline
    for i, paragraph in enumerate(paragraphs[first + 1 :], first + 1):
        beside = [paragraphs[j] for j in (i - 1, i + 1) if 0 <= j < len(roles) and roles[j] == "byline"]
        dated = any(map(is_dateline, beside)) or (phrase_of(paragraph) is None and " Published " in paragraph.text)
        if roles[i] == "body" and dated and paragraph.words <= _WORDS_OF_A_BYLINE and _AUTHOR.fullmatch(paragraph.text):
            roles[i] = "byline"


def _is_headline(paragraph: Paragraph) -> bool:
    if paragraph.words > _WORDS_OF_A_HEADLINE or paragraph.bulleted or paragraph.text[0] in '“"':
        return False
    return paragraph.text.startswith("# ") or paragraph.text.rstrip("”’\"'*_ ")[-1:] not in ".,:;"
