"""The head and the foot of a story: where its sentences begin and end, and what the short lines above and below them are.

Pages differ in the words of their furniture, but little in its place: the names of sections stand above the headline, a
site's labels between it and the first sentence, and below the last sentence there is seldom anything of the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from extractors.article import Role
from flows.sources.bylines import author_in, may_name_author
from flows.sources.dates import find_day
from flows.sources.paragraphs import CLOSERS, Paragraph, is_field, letters
from flows.sources.phrases import phrase_of

_WORDS_OF_A_HEADLINE = 30
_WORDS_OF_PROSE = 8
_WORDS_OF_A_LABEL = 4
_CHARACTERS_OF_A_LABEL = 30
_WORDS_OF_A_HEADING_ALONE = 20
_WORDS_OF_A_LINE_BELOW = 12
_WORDS_OF_A_NOTICE = 80  # "All rights reserved ...", below the story
_PARAGRAPHS_WITH_BIOGRAPHIES = 5
_LINES_OF_A_HEADER = 3
_CHARACTERS_TO_A_VERB = 20
_ROW = re.compile(r"[\t|]|:\s")
_OF_AN_AUTHOR = re.compile(r"\s(?:is|was|has|covers|reports|writes|teaches|works|leads|joined)\b")


def prose_begins(paragraphs: Sequence[Paragraph], roles: Sequence[Role]) -> int:
    """The number of the first paragraph that is a sentence of some length; 0 where none is."""
    return next((i for i, paragraph in enumerate(paragraphs) if roles[i] == "body" and _is_prose(paragraph)), 0)


def _is_prose(paragraph: Paragraph) -> bool:
    if paragraph.words > _WORDS_OF_A_HEADLINE:
        return True
    return paragraph.words >= _WORDS_OF_PROSE and paragraph.text.rstrip(CLOSERS)[-1:] == "."


def mark_fields(paragraphs: Sequence[Paragraph], roles: list[Role]) -> None:
    """Above the story, three lines or more of a name and a value are a header, as mail and news archives write it."""
    for in_header, numbers in groupby(range(prose_begins(paragraphs, roles)), lambda i: is_field(paragraphs[i])):
        run = list(numbers)
        if not in_header or len(run) < _LINES_OF_A_HEADER:
            continue
        for i in run:
            if roles[i] == "body":
                roles[i] = "byline" if find_day(paragraphs[i].text) else "boilerplate"


def mark_headline(paragraphs: Sequence[Paragraph], roles: list[Role], title: str | None) -> None:
    """The first paragraph that is no furniture is the headline if it is the title, or short and no sentence, with a story below."""
    first = next((i for i, role in enumerate(roles) if role == "body"), None)
    if first is None or "headline" in roles or "body" not in roles[first + 1 :]:
        return
    if title and letters(title) == letters(paragraphs[first].text):
        roles[first] = "headline"
        return
    head = [i for i in range(first, prose_begins(paragraphs, roles)) if roles[i] == "body"]
    below = next((i for i in head if not _is_label(paragraphs[i])), None)
    if below is not None and _is_headline(paragraphs[below]) and (below == first or not paragraphs[below].finished):
        for i in head[: head.index(below)]:
            roles[i] = "boilerplate"
        roles[below] = "headline"
    elif _is_headline(paragraphs[first]):
        roles[first] = "headline"


def _is_headline(paragraph: Paragraph) -> bool:
    if paragraph.words > _WORDS_OF_A_HEADLINE or paragraph.bulleted or paragraph.text[0] in '“"':
        return False
    return paragraph.text.startswith("# ") or paragraph.text.rstrip("”’\"'*_ ")[-1:] not in ".,:;"


def _is_label(paragraph: Paragraph) -> bool:
    """Whether it may be the name of a section or an office ("World", "MEDIA RELEASE", "Bank of Tonga"), not a headline."""
    text = paragraph.text
    if paragraph.words > _WORDS_OF_A_LABEL or len(text) > _CHARACTERS_OF_A_LABEL or paragraph.bulleted:
        return False
    words = text.split()
    return len(words) <= 2 or not any(word[0].islower() and len(word) > 3 for word in words)


def mark_labels(paragraphs: Sequence[Paragraph], roles: list[Role]) -> None:
    """Between headline and first sentence, a word or two are a site's label ("Aa", "412 words", "English")."""
    if "headline" not in roles:
        return
    for i in range(roles.index("headline") + 1, prose_begins(paragraphs, roles)):
        short = paragraphs[i].words <= 2 and not paragraphs[i].finished and not paragraphs[i].bulleted
        if roles[i] == "body" and short:
            roles[i] = "boilerplate"


def mark_enclosed(paragraphs: Sequence[Paragraph], roles: list[Role]) -> None:
    """A line that is no sentence, between two pieces of furniture, belongs to them."""
    for i in range(1, len(roles) - 1):
        if (
            roles[i] == "body"
            and roles[i - 1] == roles[i + 1] == "boilerplate"
            and _is_line(paragraphs[i], _WORDS_OF_A_HEADING_ALONE)
        ):
            roles[i] = "boilerplate"


def mark_biographies(paragraphs: Sequence[Paragraph], roles: list[Role]) -> None:
    """What the last paragraphs say of an author named above is not of the story ("Jane Roe covers trade")."""
    author = author_in(paragraphs[i].text for i, role in enumerate(roles) if role == "byline")
    for i in range(max(len(roles) - _PARAGRAPHS_WITH_BIOGRAPHIES, 1), len(roles)):
        if roles[i] != "body":
            continue
        if author is not None and _tells_of(paragraphs[i], author):
            roles[i] = "boilerplate"
            continue
        name = next((j for j in (i - 1, i - 2) if _names_subject(paragraphs[j], paragraphs[i])), None)
        if name is not None:
            roles[name] = "byline"
            roles[name + 1 : i + 1] = ["boilerplate"] * (i - name)


def _names_subject(line: Paragraph, biography: Paragraph) -> bool:
    return may_name_author(line) and _tells_of(biography, line.text)


def _tells_of(paragraph: Paragraph, author: str) -> bool:
    """Whether it begins with an author's name or surname, and says what he or she is or does."""
    author = author.casefold()
    text = paragraph.text[: len(author) + _CHARACTERS_TO_A_VERB].casefold()
    names = (author, author.rsplit(maxsplit=1)[-1])
    return any(text.startswith(name) and _OF_AN_AUTHOR.match(text, len(name)) for name in names)


def mark_foot(paragraphs: Sequence[Paragraph], roles: list[Role]) -> None:
    """Short lines below the last sentence are furniture: tags, buttons, links, numbers of pages."""
    below = list(_foot(paragraphs, roles))
    last = len(roles) - 1 - len(below)
    lines = [paragraphs[i] for i in below if roles[i] == "body"]
    with_numbers = sum(any(map(str.isdigit, line.text)) for line in lines)
    if last < 0 or paragraphs[last].text.endswith(":") or 2 < 2 * with_numbers > len(lines):
        return  # a list of the story's own: of days, sums, results
    if len(below) > 1 or all(line.words <= 3 or _is_notice(line) for line in lines):
        for i in below:
            if roles[i] == "body":
                roles[i] = "boilerplate"


def _foot(paragraphs: Sequence[Paragraph], roles: Sequence[Role]) -> Iterator[int]:
    """The numbers of what is below the story, from the last."""
    for i in range(len(roles) - 1, -1, -1):
        paragraph = paragraphs[i]
        is_slogan = paragraph.words <= _WORDS_OF_PROSE and i > 0 and roles[i - 1] == "boilerplate" and i + 1 < len(roles)
        if roles[i] == "body" and not (_is_line(paragraph, _WORDS_OF_A_LINE_BELOW) or is_slogan or _is_notice(paragraph)):
            return
        if roles[i] == "headline":
            return
        yield i


def _is_line(paragraph: Paragraph, longest: int) -> bool:
    """Whether it is neither sentence, item of a list nor row of a table."""
    if paragraph.words > longest or paragraph.finished or paragraph.bulleted:
        return False
    return not (_ROW.search(paragraph.text) and any(map(str.isdigit, paragraph.text)))


def _is_notice(paragraph: Paragraph) -> bool:
    phrase = phrase_of(paragraph, _WORDS_OF_A_NOTICE)
    return phrase is not None and phrase.match == "notice"
