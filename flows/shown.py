"""Text from outside as a terminal or a log may be given it.

A title may hold codes that move the cursor, rename the window, turn the line around, or begin a line that looks like ours.
Their characters are shown as escapes; all others stay as they are.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

# C0 and C1 controls, Unicode's line breaks, its marks of direction (Unicode TR 36), and halves of characters
_UNSHOWABLE = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSHOWABLE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(text: str) -> str:
    """A text on one line, with an escape for each character that would command the terminal."""
    return _UNSHOWABLE.sub(_escape, text)


def as_json(value: Any, indent: int | None = None) -> str:
    """A value as JSON for people: letters of all languages as they are, what would command a terminal as an escape."""
    return _UNSHOWABLE_IN_JSON.sub(_escape, json.dumps(value, ensure_ascii=False, indent=indent, default=_plain))


def _plain(value: Any) -> str:
    return str(value.isoformat()) if isinstance(value, date) else str(value)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
