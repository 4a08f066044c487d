"""Who wrote a story and when, as the lines around it tell: bylines, names on lines of their own, days and hours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flows.sources.dates import find_day
from flows.sources.paragraphs import Paragraph

MARKS = "*_#>`~|\\ \t"  # of Markdown
_WORDS_OF_A_BYLINE = 14
_WORDS_OF_A_DATELINE = 20
_CHARACTERS_OF_A_BYLINE = 300
_WORDS_BESIDE_A_DAY = 4
_CAPITAL = r"[^\W\d_a-zß-ÿ]"
_NAME = rf"""
    {_CAPITAL}[\w.’'-]*
    (?:\s (?:de|da|del|della|di|la|van|von|der|bin|binti|al|el|dos|ten|{_CAPITAL}[\w.’'-]*)){{0,3}}?
    \s {_CAPITAL}[\w.’'-]*
"""
_POST = r"(?i:writers?|correspondents?|reporters?|editors?|staff|columnists?)\b"

_BYLINE = re.compile(r"(?:By|BY|by)\s+(?:[A-Z@]|the\s[A-Z])|(?:[Ww]ords|[Ss]tory|[Tt]ext)\s+by\s+[A-Z]")
_BY = re.compile(
    r"""
    (?: (?:(?:words|story|text|reported|written)\s+)?by:?\s+ | (?:by-?line|authors?)\s?:\s* )
    ([^|\n\r•,;/\d]{2,80}?)                                          # the names, up to a mark or a number
    (?= \s*(?:[|\n\r•,;/\d]|\s[-–—]\s|\sin\s|updated|published|posted|$) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AUTHOR = re.compile(
    rf"""
    (?P<names> {_NAME} (?:(?:,|\sand|\s&)\s {_NAME}){{0,3}}? )                          # Jane Roe, J. R. ROE and Ana de Souza
    (?: \s in \s {_CAPITAL}.{{1,40}}                                                    # in Jakarta
      | (?P<post> ,?\s .{{0,40}}\b{_POST}.{{0,30}})                                     # , Pacific Reporter
      | \s \([^()\d]{{2,40}}\)                                                         # (The Jakarta Tribune)
      | \s [-–—|] \s? [^\d]{{2,40}}                                                        # | New Delhi
    )?
    (?: \s (?:Published|Updated|Posted) \s .{{0,60}} )?
    """,
    re.VERBOSE,
)
_DATE_WORD = re.compile(
    r"""
    (?: [a-z]*\d[\d:.,/-]*(?:st|nd|rd|th|am|pm|a\.m\.|p\.m\.|h|hrs?)?     # 14, 5:00pm, 2026-01-14, 3rd, sgt8:00
      | jan(?:uary)? | feb(?:ruary)? | mar(?:ch)? | apr(?:il)? | may | june? | july? | aug(?:ust)?
      | sept?(?:ember)? | oct(?:ober)? | nov(?:ember)? | dec(?:ember)?
      | (?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?
      | (?:gmt|utc)[+-]\d{1,2}(?::\d\d)?
      | am | pm | a\.m | p\.m | gmt | utc | bst | ist | sgt | hkt | jst | kst | pkt | npt | aest | aedt | acst | awst | nzst | nzdt
      | wib | wita | wit | pht | wat | eat | cat | sast | cest | eest | eet | msk | brt | chst
      | e[sd]?t | p[sd]t | m[sd]t | c[es]?t
      | at | on | of | and | the | updated | published | posted | first | last | modified | created | print | online
      | ago | hours? | hrs? | mins? | minutes? | seconds? | days? | weeks? | months? | years? | read | reading | time
    )
    """,
    re.VERBOSE,
)
_CLOCK = re.compile(r"\d{1,2}:\d\d(?:\s?[ap]m)?|\d{1,2}(?:[.:]\d\d)?\s?[ap]m|\d{1,2}([./-])\d{1,2}\1\d{4}|\d{1,2}\s?[hd]")


def is_dateline(paragraph: Paragraph) -> bool:
    """Whether nothing but a day, an hour and words like "updated" stands in it, or a day beside labels ("World | 8 May 2026")."""
    if not _is_short(paragraph, _WORDS_OF_A_DATELINE):
        return False
    cells = re.split(r"\s[|•·]\s", paragraph.text)
    days = [cell for cell in cells if find_day(cell) and _tells_time(cell)]
    labelled = bool(days) and all(cell in days or len(cell.split()) <= _WORDS_BESIDE_A_DAY for cell in cells)
    return labelled or _tells_time(paragraph.text)


def _is_short(paragraph: Paragraph, words: int) -> bool:
    return paragraph.end - paragraph.start <= _CHARACTERS_OF_A_BYLINE and paragraph.words <= words


def _tells_time(text: str) -> bool:
    words = [word.strip(",|•·()–—-.:") for word in text.casefold().split()]
    words = [word for word in words if any(map(str.isalnum, word))]
    if _CLOCK.fullmatch(" ".join(words)) is not None:
        return True
    if not any(word[0].isdigit() for word in words) or not all(_DATE_WORD.fullmatch(word) for word in words):
        return False
    return any(word[0].isalpha() or _CLOCK.fullmatch(word) for word in words) or find_day(text) is not None


def is_byline(paragraph: Paragraph) -> bool:
    """Whether it names the authors ("By Jane Roe in Jakarta")."""
    text = paragraph.text.strip(MARKS)
    return paragraph.words <= 25 and not paragraph.finished and _BYLINE.match(text) is not None


def may_name_author(paragraph: Paragraph) -> bool:
    """Whether it is no more than names, and perhaps where or for whom they write ("Jane Roe | Jakarta")."""
    return _is_short(paragraph, _WORDS_OF_A_BYLINE) and _AUTHOR.fullmatch(paragraph.text) is not None


def names_post(paragraph: Paragraph) -> bool:
    """Whether it is names and what they are to the paper ("Jane Roe, Pacific Reporter")."""
    match = _AUTHOR.fullmatch(paragraph.text) if _is_short(paragraph, _WORDS_OF_A_BYLINE) else None
    return match is not None and match["post"] is not None


def author_of(line: str) -> str | None:
    """The names in a byline ("By Jane Roe in Jakarta | Updated: Feb 2, 2026" is by "Jane Roe")."""
    match = _BY.match(line.strip("*_ "))
    return match[1].strip(" ,*_|-–—") or None if match else None


def author_in(bylines: Iterable[str]) -> str | None:
    """The author that a story's bylines name: the first after "by", else the first name on a line of its own."""
    lines = list(bylines)
    stated = next((name for line in lines if (name := author_of(line))), None)
    alone = (match["names"] for line in lines if (match := _AUTHOR.fullmatch(line)) and find_day(match["names"]) is None)
    return stated or next(alone, None)
