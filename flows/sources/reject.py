"""What could not be read, and why: a bad source harms only itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Reject:
    """A source, or a record in one, that gave no article.

    Attributes:
        source: Its locator, as an article's ``source`` would have been.
        stage: ``discover`` where it could not be opened or recognized, ``read`` where its content could not be used.
        reason: A sentence that says what is wrong and what to do.
    """

    source: str
    stage: Literal["discover", "read"]
    reason: str
