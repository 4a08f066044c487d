"""The phrases that can denote a speaker, read from the parse or, where it goes astray around marks, from tags alone."""

from __future__ import annotations

from extractors.reading import NAME_TAGS, NOUN_TAGS, Phrase, Reading
from extractors.speakers.lexicon import given_names, is_title, kind_of, nouns, titles

_PHRASE_TAGS = NOUN_TAGS | {"DT", "JJ", "JJR", "JJS", "CD", "POS", "PRP$", "VBN", "FW", "HYPH", "PDT", "-LRB-", "-RRB-"}
_AUXILIARIES = frozenset({
    "have", "has", "had", "is", "was", "were", "are", "be", "been", "'s", "’s", "'ve", "’ve", "'d", "’d", "did", "does", "do",
    "will", "would", "could", "might", "may", "can", "should",
})  # fmt: skip
_SPEAKING_PRONOUNS = frozenset({"he", "she", "they", "it", "i", "we", "who", "that", "which", "one"})
_NEVER = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "QUANTITY"})
_DAYS = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "april", "june",
    "july", "august", "september", "october", "november", "december",
})  # fmt: skip
_TIMES = frozenset({
    "today", "yesterday", "tomorrow", "day", "days", "week", "weeks", "weekend", "month", "months", "year", "years",
    "morning", "afternoon", "evening", "night", "time", "times", "hour", "hours", "minutes",
})  # fmt: skip
_LINKS = frozenset({"of", "for", "at", "from", "with", "in", "on", "to", "by"})


def can_speak(reading: Reading, i: int) -> bool:
    """Whether token ``i`` may head the name or description of a speaker."""
    tag, word = reading.tags[i], reading.lower[i]
    if reading.quoted[i] >= 0 or reading.ents[i] in _NEVER or is_time(reading, i):
        return False
    if tag in ("PRP", "WP", "WDT"):
        return word in _SPEAKING_PRONOUNS
    return (
        tag in NOUN_TAGS
        or (tag in ("JJ", "CD", "DT", "VBG", "VBN") and kind_of(word) is not None)
        or (tag == "DT" and word in ("some", "many", "both", "another", "all", "most"))
        or (word == "one" and _stands_for_someone(reading, i))
        or (tag == "CD" and i > 0 and reading.lower[i - 1] in ("the", "these", "those") and _stands_for_someone(reading, i))
    )


def _stands_for_someone(reading: Reading, i: int) -> bool:
    """Whether a number is of some people: "said one of the men"; "one said"; "the two said"."""
    after = i + 1 if i + 1 < len(reading) else i
    return reading.lower[after] == "of" or reading.tags[after].startswith("VB")


def is_person_name(reading: Reading, i: int) -> bool:
    """Whether a person's name begins at token ``i``, as entities, given names or forms of address tell."""
    if reading.tags[i] not in NAME_TAGS:
        return False
    return reading.ents[i] == "PERSON" or reading.words[i] in given_names() or _is_addressed(reading, i)


def _is_addressed(reading: Reading, i: int) -> bool:
    """Whether token ``i`` is a form of address before a name: "Mrs Musa"."""
    return reading.lower[i].rstrip(".") in titles() and i + 1 < len(reading) and reading.tags[i + 1] in NAME_TAGS


def is_time(reading: Reading, i: int) -> bool:
    """Whether token ``i`` names a day or a stretch of time, not the Times."""
    return reading.lower[i] in _DAYS or (reading.lower[i] in _TIMES and reading.tags[i] not in NAME_TAGS)


def phrase_of(reading: Reading, head: int) -> Phrase:
    """The noun phrase of ``head``, without what a comma sets off; of "the coach, Ann Lee" it is the name."""
    name = _name_in_apposition(reading, head)
    head = head if name is None else name
    members = set(reading.subtree(head))
    start = end = head
    while (
        start - 1 in members
        and not reading.is_break(start - 1)
        and reading.quoted[start - 1] < 0
        and reading.tags[start - 1] != "WP$"
    ):
        start -= 1
    while end + 1 in members and _continues(reading, end + 1):
        end += 1
    return Phrase(start, end + 1, head)


def _name_in_apposition(reading: Reading, head: int) -> int | None:
    """The name that a comma sets off after a role: "the team's coach, Ann Lee"."""
    if reading.tags[head] in NAME_TAGS and not is_title(reading.lower[head]):
        return None
    comma = _comma_after(reading, head)
    if comma is not None and not is_person_name(reading, comma + 1) and reading.lower[head] in nouns():
        comma = _comma_before_name(reading, comma) or comma
    if comma is None:
        return None
    end = comma + 1
    while end + 1 < len(reading) and reading.tags[end + 1] in NAME_TAGS:
        end += 1
    named = reading.deps[end] == "appos" or any(is_person_name(reading, i) for i in range(comma + 1, end + 1))
    alone = (
        end + 1 == len(reading)
        or reading.is_break(end + 1)
        or reading.words[end + 1] == "."
        or reading.tags[end + 1].startswith("VB")
    )
    return end if named and alone and end > comma + 1 else None


def _comma_after(reading: Reading, head: int) -> int | None:
    """The comma that ends the phrase of token ``head``, where a name follows it."""
    comma = next((i for i in range(head + 1, min(head + 12, len(reading))) if reading.is_break(i) or reading.quoted[i] >= 0), None)
    named = comma is not None and comma + 1 < len(reading) and reading.tags[comma + 1] in NAME_TAGS
    return comma if named and reading.words[comma or 0] == "," else None


def _comma_before_name(reading: Reading, comma: int) -> int | None:
    """The comma after the body that a role's holder serves: "The Secretary, Union of Tailors[,] Mr Bello, said"."""
    after = _comma_after(reading, comma)
    serves = after is not None and all(
        reading.tags[i] in NAME_TAGS or reading.lower[i] in ("of", "for", "and", "the") for i in range(comma + 1, after)
    )
    return after if after is not None and serves and is_person_name(reading, after + 1) else None


def _continues(reading: Reading, i: int) -> bool:
    return not reading.is_break(i) and reading.tags[i] not in ("WP", "WDT", "WRB", "VBG") and reading.quoted[i] < 0


def phrase_before(reading: Reading, verb: int) -> Phrase | None:
    """By tags alone: the noun phrase that ends before ``verb``, its auxiliaries, and what commas set off between the two."""
    end = _before_auxiliaries(reading, verb)
    if end > 0 and reading.words[end] == "," and reading.quoted[end] < 0:
        end = _before_aside(reading, end)
    end = _before_adjunct(reading, end)
    if end < 0 or not can_speak(reading, end):
        return None
    start = end
    if reading.tags[end] not in ("PRP", "WP"):
        while start > 0 and _joins(reading, start - 1) and reading.tags[start] not in ("DT", "PRP$"):
            start -= 1
    return Phrase(start, end + 1, end)


def _before_auxiliaries(reading: Reading, verb: int) -> int:
    end = verb - 1
    while end >= 0 and (reading.tags[end] in ("RB", "RBR", "MD", "_SP") or reading.lower[end] in _AUXILIARIES):
        end -= 1
    return end


def _before_adjunct(reading: Reading, end: int) -> int:
    """The token before "on Friday" or "in recent days", where ``end`` is their last."""
    start = end
    while start >= 0 and (reading.ents[start] in _NEVER or is_time(reading, start) or reading.tags[start] in ("JJ", "DT")):
        start -= 1
    return start - 1 if 0 < start < end and reading.tags[start] == "IN" else end


def _before_aside(reading: Reading, comma: int) -> int:
    """The token before "X, a former aide, said": the comma that opens the aside, else -1."""
    for i in range(comma - 1, max(comma - 25, 0), -1):
        if reading.quoted[i] >= 0 or reading.sentences[i] != reading.sentences[comma]:
            return -1
        if reading.words[i] == "," and (reading.tags[i - 1] in NAME_TAGS or kind_of(reading.lower[i - 1]) == "person"):
            aside = range(i + 1, comma)
            named = any(is_person_name(reading, j) for j in aside) and all(reading.tags[j] in NAME_TAGS for j in aside)
            return comma - 1 if named and not is_person_name(reading, i - 1) else i - 1
    return -1


def _joins(reading: Reading, i: int) -> bool:
    return reading.tags[i] in _PHRASE_TAGS and reading.quoted[i] < 0 and not reading.is_break(i) and reading.ents[i] not in _NEVER


def phrase_after(reading: Reading, first: int) -> Phrase | None:
    """By tags alone: the noun phrase that begins at token ``first``, with one phrase of "of", "for", "at" after it."""
    if first >= len(reading) or reading.quoted[first] >= 0:
        return None
    if reading.tags[first] in ("PRP", "WP"):
        return Phrase(first, first + 1, first) if reading.lower[first] in _SPEAKING_PRONOUNS else None
    end = _phrase_end(reading, first)
    if end == first:
        return None
    head = next(i for i in range(first, end) if i + 1 == end or reading.tags[i + 1] == "-LRB-")
    if not can_speak(reading, head):
        return None
    if end + 1 < len(reading) and reading.lower[end] in _LINKS:
        end = max(end, _phrase_end(reading, end + 1))
        if end + 1 < len(reading) and reading.lower[end] == "of":  # "three people with knowledge of the matter"
            end = max(end, _phrase_end(reading, end + 1))
    name = _name_in_apposition(reading, head) if kind_of(reading.lower[head]) == "person" else None
    return phrase_of(reading, name) if name is not None else Phrase(first, end, head)


def _phrase_end(reading: Reading, first: int) -> int:
    end = first
    while end < len(reading) and _joins(reading, end) and not (end > first and reading.tags[end] in ("DT", "PRP$")):
        end += 1
    while end > first and reading.tags[end - 1] not in NOUN_TAGS | {"-RRB-"}:
        end -= 1
    return end if end > first else first
