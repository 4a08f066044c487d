"""The words that report speech, by inflected form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import cast

from extractors.records import CueClass
from extractors.reference import table


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting word.

    Attributes:
        lemma: Its dictionary form.
        speech_act: What kind of speech act it reports.
        direct: ``yes`` where it takes any marked words; ``words`` where it takes them only as a part of its own clause
            ("called it"); ``stance`` where it tells a view, and gives way to a word that tells speech; empty where it takes none.
        clause: ``yes`` where it takes a reported clause, ``question`` a reported question, empty neither.
        particles: Words of which one must follow ("put it"); none means that any may.
        instead: The same form without any of those particles after it, where it reports too.
    """

    lemma: str
    speech_act: CueClass
    direct: str
    clause: str
    particles: frozenset[str] = frozenset()
    instead: Cue | None = None

    def with_particle(self, following: str) -> Cue | None:
        """The cue that the form is before the word ``following``; ``None`` where it reports nothing."""
        if not self.particles or following in self.particles:
            return self
        return self.instead


@cache
def cues() -> dict[str, Cue]:
    """Every inflected form of every reporting verb, in lower case."""
    found: dict[str, Cue] = {}
    for row in sorted(table("cues"), key=lambda row: bool(row["particles"])):
        for form in row["forms"].split():
            act = cast(CueClass, row["class"])
            found[form] = Cue(row["lemma"], act, row["direct"], row["clause"], frozenset(row["particles"].split()), found.get(form))
    return found


ACCORDING = Cue("according", "neutral", "yes", "yes")
"""The cue of "according to", which is no verb."""
IN_WORDS = Cue("words", "neutral", "yes", "")
"""The cue of "in the words of"."""
CREDIT = Cue("", "neutral", "yes", "")
"""No reporting word: a dash or colon with a name."""
