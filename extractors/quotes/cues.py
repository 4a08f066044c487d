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
        direct: ``yes`` where it takes any marked words, ``words`` where it takes marked words only as a part of its own clause
            ("called it"), empty where it takes none.
        clause: ``yes`` where it takes a reported clause, ``question`` a reported question, empty neither.
    """

    lemma: str
    speech_act: CueClass
    direct: str
    clause: str


@cache
def cues() -> dict[str, Cue]:
    """Every inflected form of every reporting verb, in lower case."""
    return {
        form: Cue(row["lemma"], cast(CueClass, row["class"]), row["direct"], row["clause"])
        for row in table("cues")
        for form in row["forms"].split()
    }


ACCORDING = Cue("according", "neutral", "yes", "yes")
"""The cue of "according to", which is no verb."""
CREDIT = Cue("", "neutral", "yes", "")
"""No reporting word: a dash or colon with a name."""
