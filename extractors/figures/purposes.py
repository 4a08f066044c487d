"""What an amount is for, and how far the money has got."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.figures.clause import Clause, phrase
from extractors.figures.lexicon import words
from extractors.records import Programme, Status

_FOR = frozenset({"for", "on", "towards", "toward", "under"})
_AHEAD = frozenset({"will", "would", "to", "'ll", "’ll", "shall"})
_LONGEST = 8  # tokens of a purpose; a longer phrase is no name for it


def purpose_of(clause: Clause, programmes: Sequence[Programme]) -> str | None:
    """The programme, purpose or body that an amount is for, as the text names it; ``None`` where its clause does not."""
    return _programme(clause, programmes) or _noun(clause) or _phrase(clause)


def _programme(clause: Clause, programmes: Sequence[Programme]) -> str | None:
    """The programme named nearest in the sentence: after the amount before one that precedes it."""
    reading = clause.reading
    found: list[tuple[bool, int, str]] = []
    for programme in programmes:
        for start, end in programme.mentions:
            token = reading.token_at(start)
            if token < len(reading) and reading.sentences[token] == clause.sentence:
                after = start >= clause.amount.end
                found.append((not after, start - clause.amount.end if after else clause.amount.start - end, programme.name))
    return min(found)[2] if found else None


def _noun(clause: Clause) -> str | None:
    """What stands before the noun of money: "border wall" in "$8.6 billion in border wall money"."""
    reading = clause.reading
    for noun in clause.nouns():
        if words().get(reading.lower[noun]) in ("spending", "payment"):
            before = [c for c in reading.children[noun] if reading.deps[c] in ("compound", "amod") and c > clause.head]
            if before and (span := range(min(before), noun)) and len(span) <= _LONGEST:
                return reading.span(span.start, span.stop)
    return None


def _phrase(clause: Clause) -> str | None:
    """Such as "drones from Turkey" of "is for drones from Turkey": what hangs on "for" or "on"."""
    reading = clause.reading
    for prep in clause.prepositions(clause.reach(), _FOR):
        for noun in reading.children[prep]:
            if reading.deps[noun] == "pobj" and reading.tags[noun] != "CD" and prep > clause.first:
                tokens = phrase(reading, noun)
                if (
                    len(tokens) <= _LONGEST
                    and "year" not in reading.lower[noun]
                    and not any(reading.words[i].isdigit() for i in tokens)
                ):
                    return " ".join(reading.span(tokens[0], tokens[-1] + 1).split())
    return None


def status_of(clause: Clause) -> Status | None:
    """How far the money has got: planned where the verb looks ahead, else what a verb in the past tense tells."""
    reading, verb = clause.reading, clause.verb
    if verb is None or clause.entry is None or clause.negated:
        return None
    helpers = {reading.lower[c] for c in reading.children[verb] if reading.deps[c] in ("aux", "auxpass")}
    if clause.entry.status == "requested":
        return "requested"
    if helpers & _AHEAD or reading.lower[reading.heads[verb]] in ("plans", "plan", "set", "expected", "slated", "due"):
        return "planned"
    if reading.tags[verb] in ("VBD", "VBN") or helpers & {"has", "have", "had"}:
        return clause.entry.status
    return None
