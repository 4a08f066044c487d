"""What a document says of its speakers: title, affiliation, country, and why one is left unnamed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extractors.reading import NAME_TAGS, Reading
from extractors.records import Country, Speaker
from extractors.speakers.cast import Entry
from extractors.speakers.lexicon import is_title, kind_of, titles
from extractors.speakers.names import PersonName

_UNNAMED = re.compile(
    r"""
    (?: on \s (?:the \s)? (?:condition|basis) \s of \s anonymity
      | (?:asked|asking|declined|declining|refused|wished|requested|requesting) \s (?:not \s)? to \s (?:be|remain)
        \s (?:named|identified|anonymous|unnamed)
      | (?:not|n.t) \s authori[sz]ed \s to \s (?:speak|talk|comment|discuss)
      | speaking \s anonymously | requested \s anonymity
    )
    [^.;\n]*
    """,
    re.VERBOSE | re.IGNORECASE,
)

_ARTICLE = re.compile(r"^(?:an?|the)\s", re.IGNORECASE)


def speaker_record(key: int, entry: Entry, reading: Reading, countries: Sequence[Country]) -> Speaker:
    """The row of one speaker.

    Args:
        key: Its number within the document.
        entry: What was resolved.
        reading: The document.
        countries: The document's country mentions.
    """
    spans = list(_spans(entry))
    return Speaker(
        key=key,
        name=entry.name,
        title=_title(entry, reading),
        affiliation=next((body for start, end in spans if (body := _affiliation(reading, start, end, entry)) is not None), None),
        iso_alpha2=next((code for start, end in spans if (code := _country(reading, start, end, countries)) is not None), None),
        anonymous=entry.anonymous,
        behalf=_behalf(reading, entry),
    )


def _spans(entry: Entry) -> Iterator[tuple[int, int]]:
    """Where the document says more of a speaker: around each mention of the name, or the description."""
    if entry.person is not None:
        yield from (name.context for name in entry.person.mentions)
    elif entry.phrase is not None:
        yield entry.phrase.start, entry.phrase.end


def _title(entry: Entry, reading: Reading) -> str | None:
    """The office before the name, else what a comma sets off after it; a bare "Mr" only where there is nothing better."""
    if entry.person is None:
        return None
    address = None
    for name in entry.person.mentions:
        if name.title and any(word.lower().rstrip(".") not in titles() for word in name.title.split()):
            return _bare(name.title)
        address = address or name.title or None
    after = (_bare(reading.span(name.end + 1, name.context[1])) for name in entry.person.mentions if _has_office(name, reading))
    return next(after, address)


def _bare(title: str) -> str:
    """A title without an article before it or white space around it."""
    return _ARTICLE.sub("", title.strip(" -\n"))


def _has_office(name: PersonName, reading: Reading) -> bool:
    return any(kind_of(word) == "person" for word in reading.lower[name.end + 1 : name.context[1]])


def _affiliation(reading: Reading, start: int, end: int, entry: Entry) -> str | None:
    """The organisation named in tokens ``start`` to ``end``, not the speaker's own name."""
    own = set(entry.person.words) if entry.person is not None else set()
    i = start
    while i < end:
        if reading.tags[i] not in NAME_TAGS or reading.words[i] in own:
            i += 1
            continue
        last = i
        while last < end and _in_body_name(reading, last, end) and reading.words[last] not in own:
            last += 1
        employer = (
            last < end and reading.tags[last] in ("NN", "JJ") and reading.ents[i] not in ("GPE", "NORP", "PERSON")
        )  # "BBC correspondent"
        if employer or any(reading.ents[j] == "ORG" or kind_of(reading.lower[j]) == "body" for j in range(i, last)):
            return reading.span(i, last)
        i = max(last, i + 1)
    return None


def _in_body_name(reading: Reading, i: int, end: int) -> bool:
    if reading.tags[i] in NAME_TAGS:
        return not is_title(reading.lower[i])
    return reading.lower[i] in ("of", "for", "and", "&") and i + 1 < end and reading.tags[i + 1] in NAME_TAGS


def _country(reading: Reading, start: int, end: int, countries: Sequence[Country]) -> str | None:
    """The first country mentioned in tokens ``start`` to ``end``."""
    number = bisect_left(countries, reading.starts[start], key=lambda country: country.start)
    inside = number < len(countries) and countries[number].end <= reading.ends[end - 1]
    return countries[number].iso_alpha2 if inside else None


def _behalf(reading: Reading, entry: Entry) -> str | None:
    """What the sentence that brings in an unnamed speaker says of why it stays so."""
    if not entry.anonymous or entry.phrase is None:
        return None
    first = entry.phrase.start
    last = first
    while last + 1 < len(reading) and reading.sentences[last + 1] == reading.sentences[first]:
        last += 1
    found = _UNNAMED.search(reading.text, reading.starts[first], reading.ends[last])
    return found.group().strip() if found else None
