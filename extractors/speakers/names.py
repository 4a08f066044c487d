"""Names of persons: where they stand, what title goes before, whether "he" or "she" may follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from extractors.reading import NAME_TAGS, Reading
from extractors.speakers.lexicon import Gender, given_names, is_title, kind_of, nouns, titles

_PARTICLES = frozenset(
    [
        "de",
        "del",
        "della",
        "der",
        "den",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "van",
        "von",
        "bin",
        "ibn",
        "al",
        "el",
        "ben",
        "ter",
        "ten",
        "y",
        "-",
    ]
)
SUFFIXES = frozenset(["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"])
_NOT_A_PERSON = frozenset({"ORG", "GPE", "NORP", "FAC", "LOC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART", "LANGUAGE"})


@dataclass(frozen=True, slots=True)
class PersonName:
    """A mention of a person by name.

    Attributes:
        start: First token of the name, after any title.
        end: Token after its last.
        text: The name as it stands, without a suffix.
        words: Its words.
        suffix: "jr", "ii" and the like; empty where there is none.
        title: The words of office or address before the name.
        roles: Nouns for persons that the title or an apposition gives, in the singular.
        context: First token of the title, and token after the apposition: what the name stands in.
        gender: What title or given name tell.
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    suffix: str
    title: str
    gender: Gender
    roles: frozenset[str] = frozenset()
    context: tuple[int, int] = (0, 0)


def all_names(reading: Reading) -> list[PersonName]:
    """Every mention of a person by name, those included in which the model saw no person."""
    names = list(_seen_names(reading))
    names += _told_names(reading, _tokens(names))
    often = Counter(name.words[-1] for name in names)
    known = {name.words[-1] for name in names if len(name.words) > 1 or often[name.words[-1]] > 2}
    return names + list(_surnames(reading, known, _tokens(names)))


def _tokens(names: Iterable[PersonName]) -> frozenset[int]:
    return frozenset(i for name in names for i in range(name.start, name.end))


def _seen_names(reading: Reading) -> Iterator[PersonName]:
    """Names that the model, a title or a given name tell, in order."""
    i, length = 0, len(reading)
    while i < length:
        if reading.tags[i] in NAME_TAGS and reading.words[i][:1].isupper():
            end = _run_end(reading, i)
            name = _name_in_run(reading, i, end)
            if name is not None:
                yield name
            i = end
        else:
            i += 1


def _told_names(reading: Reading, taken: frozenset[int]) -> Iterator[PersonName]:
    """Full names in which the model saw no person but the text tells of one: "Krish Rao ... said Rao", "Rana Sham, a dean"."""
    runs, alone, common = [], set(), {word for word in reading.words if word.islower()}
    i = 0
    while i < len(reading):
        if reading.tags[i] not in NAME_TAGS or i in taken or reading.quoted[i] >= 0:
            i += 1
            continue
        end = _run_end(reading, i)
        if end - i == 1 and not (i and reading.lower[i - 1] == "the") and reading.ents[i] not in ("GPE", "NORP", "LOC"):
            alone.add(reading.words[i])
        elif 1 < end - i < 4 and not any(word in common for word in reading.lower[i:end]):
            runs.append((i, end))
        i = end
    for start, end in runs:
        labels = {reading.ents[j] for j in range(start, end)}
        other = labels & {"GPE", "NORP", "LOC", "FAC"} or any(
            is_title(reading.lower[j]) or _is_body(reading, j) for j in range(start, end)
        )
        told = reading.words[end - 1] in alone or _is_told_of(reading, end)
        name = _person_name(reading, start, start, end) if told and not other else None
        if name is not None:
            yield name


def _is_told_of(reading: Reading, end: int) -> bool:
    """Whether what follows a name says that it is a person's: ", a lecturer", "of Makerere University"."""
    if any(kind_of(reading.lower[i]) == "person" for i in _apposition(reading, end)):
        return True
    after = end + 1 if end + 1 < len(reading) and reading.lower[end] in ("of", "from", "at") else len(reading)
    after += after < len(reading) and reading.lower[after] == "the"
    return after < len(reading) and reading.ents[after] == "ORG"


def full_names_in(title: str) -> Iterator[tuple[str, str]]:
    """Given name and surname of each person that a headline names in full; it has no parse."""
    words = [word.strip(".,:;!?“”\"'‘’()").removesuffix("’s").removesuffix("'s") for word in title.split()]
    for given, surname in pairwise(words):
        common = is_title(given.lower()) or is_title(surname.lower()) or kind_of(surname.lower()) == "body"
        if given in given_names() and surname[:1].isupper() and surname.isalpha() and not common:
            yield given, surname


def _surnames(reading: Reading, surnames: AbstractSet[str], taken: frozenset[int]) -> Iterator[PersonName]:
    """Bare surnames of persons whom the document names in full, where the model saw no person."""
    for i, word in enumerate(reading.words):
        if word in surnames and i not in taken and reading.tags[i] in NAME_TAGS | {"NN", "NNS", "JJ"}:
            inside = (i and reading.tags[i - 1] in NAME_TAGS) or (i + 1 < len(reading) and reading.tags[i + 1] in NAME_TAGS)
            if not inside:
                yield PersonName(i, i + 1, word, (word,), "", "", "", context=(i, i + 1))


def _run_end(reading: Reading, start: int) -> int:
    """The end of the run of proper nouns, joined by hyphens and particles, that begins at ``start``."""
    end = start + 1
    while end < len(reading):
        if reading.tags[end] in NAME_TAGS and (reading.words[end][:1].isupper() or reading.lower[end] in SUFFIXES):
            end += 1
        elif reading.lower[end] in _PARTICLES and end + 1 < len(reading) and reading.tags[end + 1] in NAME_TAGS:
            end += 2
        else:
            break
    return end


def _name_in_run(reading: Reading, start: int, end: int) -> PersonName | None:
    first = start
    for i in range(start, end):
        if is_title(reading.lower[i]) and not _is_surname(reading, start, i, end):
            first = i + 1
    labels = {reading.ents[i] for i in range(first, end)}
    titled = first > start or (start > 0 and is_title(reading.lower[start - 1]))
    if "PERSON" in labels:
        while first < end and reading.ents[first] != "PERSON":
            first += 1
        last = first
        while last < end and (reading.ents[last] == "PERSON" or reading.lower[last] in SUFFIXES):
            last += 1
        end = last
    elif (named := _from_given_name(reading, first, end)) is not None:
        first = named
    elif not (first < end and (titled or _has_given_name(reading, first, end)) and not labels & _NOT_A_PERSON):
        return None
    if first >= end or end - first > 6 or _is_body(reading, end - 1):
        return None
    return _person_name(reading, start, first, end)


def _is_surname(reading: Reading, start: int, i: int, end: int) -> bool:
    """Whether a role word is a surname, as in "Stephen King": a given name goes before and nothing after."""
    return start < i and i == end - 1 and reading.words[i - 1] in given_names()


def _from_given_name(reading: Reading, first: int, end: int) -> int | None:
    """Where a given name with a surname begins behind other words ("State Jon Husted"), unless it is part of a body's name."""
    for i in range(first, end - 1):
        if reading.words[i] in given_names() and not any(_is_body(reading, j) for j in range(i, end)):
            inside_body = reading.ents[i] in _NOT_A_PERSON and i > first and kind_of(reading.lower[i - 1]) != "body"
            return None if inside_body or (i == first and reading.ents[i] in _NOT_A_PERSON) else i
    return None


def _has_given_name(reading: Reading, first: int, end: int) -> bool:
    return end - first > 1 and reading.words[first] in given_names()


def _is_body(reading: Reading, i: int) -> bool:
    return kind_of(reading.lower[i]) in ("body", "document")


def _person_name(reading: Reading, start: int, first: int, end: int) -> PersonName | None:
    words = [word for word in reading.words[first:end] if word != "-"]
    suffix = words.pop().lower().rstrip(".") if words[-1].lower() in SUFFIXES else ""
    if not words:
        return None
    before = start
    while before > max(0, start - 6) and _belongs_to_title(reading, before - 1):
        before -= 1
    if not any(is_title(word) for word in reading.lower[before:first]):
        before = first
    title = reading.span(before, first) if before < first else ""
    gender = _gender(reading, before, first) or (given_names().get(words[0], "") if len(words) > 1 else "")
    apposition = _apposition(reading, end)
    roles = _roles(reading, range(before, first)) | _roles(reading, apposition)
    text = " ".join(reading.span(first, end - 1 if suffix else end).split())
    return PersonName(first, end, text, tuple(words), suffix, title, gender, roles, (before, max(end, apposition.stop)))


def _apposition(reading: Reading, end: int) -> range:
    """The tokens that a comma sets off after a name ("Ann Lee, a former judge"), up to the next comma."""
    if end >= len(reading) or reading.words[end] != "," or reading.quoted[end] >= 0:
        return range(0)
    last = end + 1
    while last < min(end + 10, len(reading)) and _in_apposition(reading, last):
        last += 1
    if last < len(reading) and reading.tags[last] in ("VBD", "VBZ", "VBP"):  # "..., the spokesperson said": no apposition
        return range(0)
    return range(end + 1, last)


def _in_apposition(reading: Reading, i: int) -> bool:
    return (
        not reading.is_break(i)
        and reading.words[i] not in (".", "(")
        and reading.tags[i] not in ("VBD", "VBZ", "VBP", "MD", "_SP", "WP")
    )


def _roles(reading: Reading, tokens: range) -> frozenset[str]:
    known = (nouns().get(reading.lower[i]) for i in tokens)
    return frozenset(noun.singular for noun in known if noun is not None and noun.kind == "person" and not noun.plural)


def _belongs_to_title(reading: Reading, i: int) -> bool:
    """Of "former US vice president", before the name: roles, and what qualifies them."""
    return reading.tags[i] in ("NN", "JJ", "NNP", "HYPH") and reading.quoted[i] < 0 and reading.words[i] not in "—–"


def _gender(reading: Reading, start: int, end: int) -> Gender:
    for word in reading.lower[start:end]:
        bare = word.rstrip(".")
        noun = nouns().get(bare)
        gender = titles().get(bare) or (noun.gender if noun else "")
        if gender:
            return gender
    return ""
