"""What each country is in a programme: donor, recipient, candidate, not eligible, partner, subject of concern.

The words that tell it are in ``reference/role_words.csv``. Where a noun tells it, its countries are the list that a dash, a
colon or "including" opens after it, or else the list that stands before it ("Chad and Mali are recipients").
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import cast

from spacy.tokens import Doc

from extractors import reference
from extractors.figures.clause import subject_of
from extractors.figures.lexicon import confidence
from extractors.reading import Reading
from extractors.records import Country, CountryRole, Figure, FiscalYear, Programme, Role

_OPENS_LIST = frozenset({":", "including", "are", "include", "includes"})
_LINKS = frozenset({"is", "are", "was", "were", "be", "been", "become", "becomes", "became", "as", "another", "named"})
"""What ties a list to the noun after it: "Chad and Mali [are] recipients", "Chad, [another] recipient"."""
_BETWEEN_NAMES = frozenset({",", "and", "or", "the", "&"})
_BEFORE_LIST = 4  # tokens: "Four countries – Chad, ..."
_JOINING = 10  # tokens: "asked to join the Island Cable Facility as a recipient"
_MOST_COUNTRIES = 200
_NOUN_TAIL = 6  # tokens between "recipients" and what opens its list: "recipients so far are from ASEAN :"
_REACH = 14  # tokens between a list of countries and the words that tell its role
_DENIALS = frozenset({"not", "n't", "n’t", "never", "no"})
_SUPPOSITIONS = frozenset({"if", "might", "could", "would", "unless"})
_GIVING = frozenset({"allocate", "pledge", "request", "spend", "lend", "change"})
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: number for number, word in enumerate(_COUNTED, 1)}


_Mention = tuple[int, int, Country]
"""First token, token after the last, and the country."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence's tokens, countries, programme and fiscal year."""

    start: int
    end: int
    countries: tuple[_Mention, ...]
    programme: Programme | None
    year: FiscalYear | None


def find_roles(doc: Doc, reading: Reading, programmes: Sequence[Programme], figures: Sequence[Figure]) -> list[Role]:
    """The roles of countries in a document's programmes.

    Args:
        doc: A document with countries and fiscal years.
        reading: The same document, read.
        programmes: Its programmes; without any there are no roles.
        figures: Its figures, which tell who pays for a programme.
    """
    if not programmes:
        return []
    main = max(programmes, key=lambda programme: len(programme.mentions))
    sentences = list(_sentences(doc, reading, programmes))
    roles = [role for sentence in sentences for role in _told(reading, sentence, main)]
    donors = list(_donors(reading, sentences, programmes, figures))
    giving = {(role.iso_alpha2, role.programme) for role in donors}
    told = [role for role in roles if role.role != "partner" or (role.iso_alpha2, role.programme) not in giving]
    paid = _payees(reading, sentences, programmes, figures)
    return list({(role.start, role.role): role for role in [*paid, *told, *donors]}.values())


def _sentences(doc: Doc, reading: Reading, programmes: Sequence[Programme]) -> Iterator[_Sentence]:
    countries: defaultdict[int, list[_Mention]] = defaultdict(list)
    years: dict[int, FiscalYear] = {}
    named: dict[int, Programme] = {}
    for country in doc._.countries:
        if country.form != "in_name" and (first := reading.token_at(country.start)) < len(reading):
            countries[reading.sentences[first]].append((first, reading.token_before(country.end) + 1, country))
    for year in doc._.fiscal_years:
        if (first := reading.token_at(year.start)) < len(reading):
            years.setdefault(reading.sentences[first], year)
    for programme in programmes:
        for start, _ in programme.mentions:
            named.setdefault(reading.sentences[reading.token_at(start)], programme)
    start = 0
    for i in range(1, len(reading) + 1):
        if i == len(reading) or reading.sentences[i] != reading.sentences[start]:
            number = reading.sentences[start]
            if countries[number]:
                yield _Sentence(start, i, tuple(countries[number]), named.get(number), years.get(number))
            start = i


@cache
def _phrases() -> dict[str, list[tuple[list[str], CountryRole, str]]]:
    """The words that tell a role, by the first of them."""
    found: dict[str, list[tuple[list[str], CountryRole, str]]] = {}
    for row in reference.table("role_words"):
        words = row["phrase"].split()
        found.setdefault(words[0], []).append((words, cast("CountryRole", row["role"]), row["side"]))
    return found


def _told(reading: Reading, sentence: _Sentence, main: Programme) -> Iterator[Role]:
    """The roles that a sentence tells by its words."""
    here = replace(sentence, programme=sentence.programme or main)
    for i in range(sentence.start, sentence.end):
        for words, role, side in _phrases().get(reading.lower[i], ()):
            end = i + len(words)
            if reading.lower[i:end] != words or (role in ("partner", "concern") and sentence.programme is None):
                continue
            if role == "recipient" and _wants_to_join(reading, i):
                continue
            found, rule = _listed(reading, sentence, i, end, side)
            stated = found and "including" not in reading.lower[i : sentence.end]
            count = _count(reading, found[0][0], rule, sentence.start, i) if stated else None
            for mention in found:
                made = _role(reading, here, mention, role, rule)
                yield _qualified(reading, sentence, made, (min(mention[0], i), i), (count, len(found)))


def _wants_to_join(reading: Reading, i: int) -> bool:
    """Such as "asked to join as a recipient": a candidate, not yet a recipient."""
    return any(reading.lower[j : j + 2] == ["to", "join"] for j in range(max(i - _JOINING, 0), i))


def _listed(reading: Reading, sentence: _Sentence, start: int, end: int, side: str) -> tuple[list[_Mention], str]:
    """The countries to which words at ``start`` to ``end`` give a role, and where they stand."""
    if side == "noun":
        for i in range(end, min(end + _NOUN_TAIL, sentence.end)):
            opens = reading.words[i] in _OPENS_LIST or (reading.is_break(i) and reading.words[i] != ",")
            if opens and (listed := _run_of(reading, sentence, i + 1)):
                return listed, "list"
    if side == "after":
        return _run_of(reading, sentence, end), "after"
    before = [mention for mention in sentence.countries if mention[1] <= start and start - mention[1] <= _REACH]
    if not before or (side == "noun" and not _LINKS & set(reading.lower[before[-1][1] : start])):
        return [], "before"
    return _joined_to(reading, sentence, _subject(reading, before, start, end) or before[-1]), "before"


def _subject(reading: Reading, before: Sequence[_Mention], start: int, end: int) -> _Mention | None:
    """The country that is the subject of the words: "[Niue], whose police are paid by New Zealand, does not qualify"."""
    for verb in range(start, end):
        head, _ = subject_of(reading, verb)
        for mention in before:
            if head is not None and mention[0] <= head < mention[1]:
                return next((m for m in reversed(before) if _chain(reading, before, mention, m)), mention)
    return None


def _chain(reading: Reading, before: Sequence[_Mention], first: _Mention, last: _Mention) -> bool:
    """Whether all countries from ``first`` to ``last`` make one list."""
    run = [m for m in before if first[0] <= m[0] <= last[0]]
    return bool(run) and run[-1] == last and all(_adjoin(reading, a, b) for a, b in pairwise(run))


def _run_of(reading: Reading, sentence: _Sentence, start: int) -> list[_Mention]:
    """The list of countries that begins near ``start``."""
    ahead = [mention for mention in sentence.countries if start <= mention[0]]
    if not ahead or ahead[0][0] - start > 5 or any(reading.is_break(i) for i in range(start, ahead[0][0])):
        return []
    run = [ahead[0]]
    for mention in ahead[1:]:
        if not _adjoin(reading, run[-1], mention):
            break
        run.append(mention)
    return run


def _joined_to(reading: Reading, sentence: _Sentence, last: _Mention) -> list[_Mention]:
    """The list of countries that ends with ``last``."""
    run = [last]
    for mention in reversed([m for m in sentence.countries if m[1] <= last[0]]):
        if not _adjoin(reading, mention, run[0]):
            break
        run.insert(0, mention)
    return run


def _adjoin(reading: Reading, first: _Mention, second: _Mention) -> bool:
    return all(reading.lower[i] in _BETWEEN_NAMES for i in range(first[1], second[0]))


def _count(reading: Reading, first: int, rule: str, start: int, end: int) -> int | None:
    """How many the sentence says there are: the first number before the list ("Three of the 10 recipients")."""
    for i in range(start, min(first, end)) if rule == "list" else range(max(start, first - _BEFORE_LIST), first):
        if reading.tags[i] == "CD":
            word = reading.lower[i]
            count = _NUMBERS.get(word) or (int(word) if word.isdecimal() else 0)
            return count if 0 < count < _MOST_COUNTRIES else None
    return None


def _role(reading: Reading, sentence: _Sentence, mention: _Mention, role: CountryRole, rule: str) -> Role:
    """A country's role in the sentence's programme, before what else the sentence says of it."""
    country, programme = mention[2], sentence.programme
    year = None if role in ("concern", "donor", "partner") else sentence.year
    return Role(
        start=country.start, end=country.end, text=country.text, rule=rule, confidence=confidence("role", rule),
        iso_alpha2=country.iso_alpha2, role=role,
        programme=programme.name if programme else None, programme_key=programme.key if programme else None,
        fiscal_year=year.label if year else None,
        fiscal_year_start=year.start_date if year else None, fiscal_year_end=year.end_date if year else None,
        evidence_start=reading.starts[sentence.start], evidence_end=reading.ends[sentence.end - 1],
    )  # fmt: skip


def _qualified(reading: Reading, sentence: _Sentence, role: Role, span: tuple[int, int], counts: tuple[int | None, int]) -> Role:
    """A role with what the words from the list to the telling word add: denial, supposition, a count that agrees or not."""
    between = reading.lower[span[0] : span[1]]
    around = reading.lower[max(sentence.start, span[0] - 3) : span[1]]
    count, listed = counts
    return replace(
        role,
        negated=role.role != "not_eligible" and not _DENIALS.isdisjoint(between),
        hypothetical=not _SUPPOSITIONS.isdisjoint(around),
        count=count,
        count_agrees=None if count is None else count == listed,
    )


def _payees(
    reading: Reading, sentences: Sequence[_Sentence], programmes: Sequence[Programme], figures: Sequence[Figure]
) -> Iterator[Role]:
    """To whom a programme's money goes in a sentence that names the country and the programme."""
    for programme in programmes:
        for figure in figures:
            token = reading.token_at(figure.start)
            if figure.programme != programme.name or figure.negated or figure.payee_rule in (None, "part", "repeated"):
                continue
            for sentence in sentences:
                for mention in sentence.countries if sentence.start <= token < sentence.end else ():
                    if mention[2].iso_alpha2 in figure.payee:
                        made = _role(reading, replace(sentence, programme=programme), mention, "recipient", "payee")
                        yield replace(
                            made,
                            fiscal_year=figure.fiscal_year,
                            fiscal_year_start=figure.fiscal_year_start,
                            fiscal_year_end=figure.fiscal_year_end,
                        )


def _donors(
    reading: Reading, sentences: Sequence[_Sentence], programmes: Sequence[Programme], figures: Sequence[Figure]
) -> Iterator[Role]:
    """Who pays for each programme: the payers of its figures, or the country whose programme it is called."""
    for programme in programmes:
        payers = Counter(
            code
            for figure in figures
            if figure.programme == programme.name and figure.verb_class in _GIVING and "carried" not in (figure.payer_rule or "")
            for code in figure.payer
        )
        codes = list(payers) or _owners(reading, sentences, programme)
        rule = "payer" if payers else "owner"
        for code in codes:
            for sentence in sentences:
                mention = next((m for m in sentence.countries if m[2].iso_alpha2 == code), None)
                if mention is not None and sentence.programme is programme:
                    yield _role(reading, sentence, mention, "donor", rule)
                    break


def _owners(reading: Reading, sentences: Sequence[_Sentence], programme: Programme) -> list[str]:
    """Such as "Japan's Official Security Assistance", "Korea provides lights under its Lighthouse Programme"."""
    votes: Counter[str] = Counter()
    for sentence in sentences:
        if sentence.programme is not programme:
            continue
        for _, end, country in sentence.countries:
            possessive = end < len(reading) and reading.lower[end] in ("'s", "’s", "'", "’")
            votes[country.iso_alpha2] += 2 * possessive + (
                reading.deps[end - 1] in ("nsubj", "poss") and "its" in reading.lower[end : sentence.end]
            )
    best = votes.most_common(1)
    return [best[0][0]] if best and best[0][1] else []
