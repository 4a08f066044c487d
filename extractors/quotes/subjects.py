"""Finds the phrase that speaks: the subject of a reporting verb, wherever the parse or the words put it."""

from __future__ import annotations

from extractors.quotes.cues import Cue
from extractors.reading import NAME_TAGS, NOUN_TAGS, Phrase, Reading
from extractors.speakers.lexicon import kind_of
from extractors.speakers.names import SUFFIXES
from extractors.speakers.phrases import can_speak, is_person_name, phrase_after, phrase_before, phrase_of

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "am", "'s", "’s", "'re", "’re", "got", "gets", "get"})
ADDRESSED = frozenset({"tell", "remind", "assure", "reassure", "inform", "warn", "advise"})
"""Reporting verbs whose object is whom they address."""
_NOTHING = -1  # a subject that is known not to speak: the passive's, a thing's
_DASHES = frozenset({"-", "–", "—", "―", "--"})
_LONGEST_DATELINE = 15  # tokens
_DEPTH = 6  # heads that are climbed in search of a subject


def is_source(reading: Reading, i: int) -> bool:
    """Whether something can be cited: a name, a person, a body or a document, not "the weather"."""
    return reading.tags[i] in NAME_TAGS or kind_of(reading.lower[i]) is not None or reading.tags[i] == "PRP"


def speaker_of(reading: Reading, verb: int, entry: Cue) -> Phrase | None:
    """Who says what the reporting verb reports.

    Args:
        reading: The document.
        verb: The reporting verb's token.
        entry: What the lexicon says of it.

    Returns:
        The phrase that denotes the speaker, or ``None`` where nobody is said to speak: "they were told".
    """
    tag = reading.tags[verb]
    if tag == "VBN" and entry.lemma != "quote" and _is_passive(reading, verb) and reading.child(verb, frozenset({"agent"})) is None:
        return None
    beside = _beside(reading, verb, entry)
    if beside is not None:
        return beside
    subject = _subject(reading, verb, 0)
    if subject == _NOTHING:
        return None
    if subject is not None and can_speak(reading, subject) and not _tells_of_a_thing(reading, subject):
        return _phrase_of_subject(reading, verb, subject)
    if tag in _FINITE or (tag == "VBN" and entry.direct == "yes") or not tag.startswith("VB"):
        return phrase_before(reading, verb) or (phrase_after(reading, verb + 1) if _comes_after_pause(reading, verb) else None)
    return None


def _beside(reading: Reading, verb: int, entry: Cue) -> Phrase | None:
    """The speaker where the words alone tell it, whatever the parse: "with Ms Lee saying", "..., said Ms Lee."."""
    if reading.tags[verb] == "VBG" and verb and reading.tags[verb - 1] in NAME_TAGS and can_speak(reading, verb - 1):
        return phrase_before(reading, verb)
    if reading.tags[verb] in _FINITE and _comes_after_pause(reading, verb):
        after = phrase_after(reading, verb + 1)
        addressed = (
            entry.lemma in ADDRESSED | {"accuse", "charge"} and reading.words[reading.before(verb)] == ","
        )  # "Lee, a minister, told reporters"
        if after is not None and not addressed and _ends_attribution(reading, after.end) and _may_follow(reading, verb, after):
            return after
    return None


def _phrase_of_subject(reading: Reading, verb: int, subject: int) -> Phrase:
    """The subject's phrase, unless the parse took it from behind an aside: "Lee, a lawyer, said the videos show"."""
    if subject < verb and _in_dateline(reading, subject):
        return phrase_before(reading, reading.heads[subject]) or phrase_of(reading, subject)
    phrase = phrase_of(reading, subject)
    if subject > verb and reading.words[reading.before(verb)] == "," and not _may_follow(reading, verb, phrase):
        return phrase_before(reading, verb) or phrase
    return phrase


def _in_dateline(reading: Reading, i: int) -> bool:
    """Whether token ``i`` stands in the dateline of its paragraph, which the parse takes for a subject now and then."""
    begin = i
    while begin and reading.paragraphs[begin - 1] == reading.paragraphs[i] and i - begin < _LONGEST_DATELINE:
        begin -= 1
    return i < after_dateline(reading, begin, min(begin + _LONGEST_DATELINE, len(reading)))


def after_dateline(reading: Reading, begin: int, end: int) -> int:
    """The first token of a paragraph that begins with token ``begin`` behind its dateline ("LAGOS, May 3 (Wire) - ")."""
    if begin and reading.paragraphs[begin - 1] == reading.paragraphs[begin]:
        return begin
    dash = next((j for j in range(begin, min(begin + 14, end)) if reading.words[j] in _DASHES and reading.is_break(j)), None)
    if begin + 1 < end and reading.words[begin + 1] == ":":  # "SINGAPORE: "
        dash = begin + 1
    place = reading.words[begin]
    return dash + 1 if dash is not None and place.isupper() and len(place) > 2 else begin


def _comes_after_pause(reading: Reading, i: int) -> bool:
    """Whether a verb follows a comma or a closing mark, as in "..., said Ms Lee."."""
    before = reading.before(i)
    return before >= 0 and (reading.words[before] == "," or reading.quoted[before] >= 0)


def _tells_of_a_thing(reading: Reading, subject: int) -> bool:
    """Whether a subject is "which" or "that" for something that neither speaks nor is written: "a word which describes"."""
    if reading.lower[subject] not in ("which", "that"):
        return False
    noun = reading.heads[reading.heads[subject]]
    return not (noun < subject and is_source(reading, noun))


def _may_follow(reading: Reading, verb: int, phrase: Phrase) -> bool:
    """Whether a phrase behind its verb is the subject: after a mark any may be, after a comma a person is, or a name and a stop."""
    if phrase.end < len(reading) and reading.words[phrase.end] in (",", ".") and reading.tags[phrase.start] in NAME_TAGS:
        return True
    return (
        reading.quoted[reading.before(verb)] >= 0
        or is_person_name(reading, phrase.start)
        or kind_of(reading.lower[phrase.head]) == "person"
    )


def _ends_attribution(reading: Reading, i: int) -> bool:
    return (
        i >= len(reading)
        or reading.is_break(i)
        or reading.words[i] in (".", "(")
        or reading.tags[i] in ("IN", "WP", "_SP")
        or reading.quoted[i] >= 0
    )


def _is_passive(reading: Reading, participle: int) -> bool:
    """Whether a form of "be" goes before a participle, or nothing does: "they were told"; "[When] asked whether"."""
    i = participle - 1
    while i >= 0 and reading.tags[i] in ("RB", "RBR", "_SP"):
        i -= 1
    if i < 0 or reading.sentences[i] != reading.sentences[participle] or reading.tags[i] == "WRB":
        return reading.deps[participle] == "advcl"
    return reading.lower[i] in _BE


def _subject(reading: Reading, verb: int, depth: int) -> int | None:
    """The token that heads the subject of ``verb``: its own, or that of the verb or noun on which it hangs."""
    own = _own_subject(reading, verb)
    if own is not None:
        passive = reading.deps[own] == "nsubjpass"
        says_itself = reading.lower[verb] == "quoted" or depth  # "was quoted as saying", "was criticised for saying"
        return own if says_itself or not passive else _agent(reading, verb)
    label, head = reading.deps[verb], reading.heads[verb]
    if head == verb or depth > _DEPTH:
        return None
    if reading.tags[head] in NOUN_TAGS or reading.lower[head] == "one":
        return _subject_of_participle(reading, verb, head) if label in ("acl", "relcl") else None
    if reading.tags[verb] == "VBG" and verb and reading.words[verb - 1] == ",":
        return _outermost_subject(reading, verb)
    subject = _subject(reading, head, depth + 1)
    if label == "conj" and subject is not None and reading.deps[head] == "ccomp" and not is_person(reading, subject):
        outer = _subject(reading, reading.heads[head], depth + 1)
        return outer if outer is not None and outer != _NOTHING and is_person(reading, outer) else subject
    return subject


def _own_subject(reading: Reading, verb: int) -> int | None:
    """The subject that the parse gives a verb; of two before it, the nearer: "after the fire, the mayor confirmed"."""
    every = [c for c in reading.children[verb] if reading.deps[c] in _SUBJECTS]
    found = [c for c in every if reading.lower[c] not in SUFFIXES] or every
    return max((c for c in found if c < verb), default=min(found, default=None))


def is_person(reading: Reading, i: int) -> bool:
    """Whether token ``i`` stands for a person: a pronoun, a role, or (not told from a body here) a name."""
    return reading.lower[i] in ("he", "she", "they", "who") or reading.tags[i] in NAME_TAGS or kind_of(reading.lower[i]) == "person"


def _agent(reading: Reading, verb: int) -> int:
    by = reading.child(verb, frozenset({"agent"}))
    agent = None if by is None else reading.child(by, frozenset({"pobj"}))
    return _NOTHING if agent is None else agent


def _subject_of_participle(reading: Reading, verb: int, noun: int) -> int | None:
    """Of "a statement saying": who issued it, where the sentence tells; "experts saying": the noun itself."""
    if reading.tags[verb] != "VBG":
        return _NOTHING if reading.tags[verb] == "VBN" else None
    if kind_of(reading.lower[noun]) == "document" and reading.deps[noun] in ("dobj", "pobj"):
        issuer = _outermost_subject(reading, noun)
        if issuer is not None:
            return issuer
    return noun


def _outermost_subject(reading: Reading, i: int) -> int | None:
    """The subject of the sentence's main verb, before token ``i``: whose ", saying" a participle after a comma is."""
    found = None
    for _ in range(5 * _DEPTH):
        head = reading.heads[i]
        if head == i or reading.sentences[head] != reading.sentences[i]:
            break
        subject = reading.child(head, _SUBJECTS)
        if subject is not None and subject < i and can_speak(reading, subject):
            found = subject
        i = head
    return found
