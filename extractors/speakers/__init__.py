"""Who speaks: one row a person or body of a document, and which row each mention belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.reading import Phrase, Reading
from extractors.records import Country, Speaker
from extractors.speakers.cast import Cast, Entry
from extractors.speakers.details import speaker_record

__all__ = ["resolve_speakers"]


def resolve_speakers(
    reading: Reading, phrases: Iterable[Phrase], others: Iterable[Phrase] = (), countries: Sequence[Country] = (), title: str = ""
) -> tuple[tuple[Speaker, ...], dict[Phrase, Speaker]]:
    """Resolve the phrases that speak in a document.

    Args:
        reading: The document.
        phrases: The words of its attributions that denote a speaker.
        others: Words that denote who else is said to speak, as antecedents.
        countries: The document's country mentions, to tie speakers to.
        title: Its headline, where that is not part of the text: it may give a fuller name.

    Returns:
        The document's speakers in order of appearance, and for each phrase its own; a phrase that nothing resolves is left out.
    """
    wanted = sorted(set(phrases), key=lambda phrase: (phrase.start, phrase.end))
    cast = Cast(reading, title)
    cast.resolve_all({*wanted, *others})
    speakers: dict[Entry, Speaker] = {}
    of_phrase: dict[Phrase, Speaker] = {}
    for phrase in wanted:
        entry = cast.resolved.get(phrase)
        if entry is not None:
            if entry not in speakers:
                speakers[entry] = speaker_record(len(speakers), entry, reading, countries)
            of_phrase[phrase] = speakers[entry]
    return tuple(speakers.values()), of_phrase
