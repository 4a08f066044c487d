"""Who speaks: one row a person or body of a document, and which row each mention belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.reading import Phrase, Reading
from extractors.records import Speaker
from extractors.speakers.cast import Cast, Entry

__all__ = ["resolve_speakers"]


def resolve_speakers(
    reading: Reading, phrases: Iterable[Phrase], others: Iterable[Phrase] = ()
) -> tuple[tuple[Speaker, ...], dict[Phrase, Speaker]]:
    """Resolve the phrases that speak in a document.

    Args:
        reading: The document.
        phrases: The words of its attributions that denote a speaker.

        others: Words that denote who else is said to speak, as antecedents.

    Returns:
        The document's speakers in order of appearance, and for each phrase its own; a phrase that nothing resolves is left out.
    """
    wanted = sorted(set(phrases), key=lambda phrase: (phrase.start, phrase.end))
    cast = Cast(reading)
    cast.resolve_all({*wanted, *others})
    entries: dict[Entry, Speaker] = {}
    of_phrase: dict[Phrase, Speaker] = {}
    for phrase in wanted:
        entry = cast.resolved.get(phrase)
        if entry is not None:
            if entry not in entries:
                entries[entry] = _speaker(len(entries), entry)
            of_phrase[phrase] = entries[entry]
    return tuple(entries.values()), of_phrase


def _speaker(key: int, entry: Entry) -> Speaker:
    title = entry.person.titles[0] if entry.person is not None and entry.person.titles else None
    return Speaker(key=key, name=entry.name, title=title, anonymous=entry.anonymous)
