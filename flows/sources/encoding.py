"""Bytes to text: the encodings in which news arrives, and text that was decoded wrongly once before."""

from __future__ import annotations

import codecs
import re

from flows.sources.source import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Lead bytes of UTF-8 read as Windows-1252, each with what its continuation bytes became: "â€™" for ’, "Ã©" for é.
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of some bytes, and what had to be guessed or mended.

    A byte order mark decides; else UTF-8 if the bytes are valid UTF-8, UTF-16 if every other byte is zero, and
    Windows-1252 for the rest, as the web does.

    Args:
        data: The bytes.

    Returns:
        The text without byte order mark, and notes in the words of :attr:`Article.notes`.

    Raises:
        ReadError: The bytes are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _mended(data.decode(encoding, errors="replace"), ())
    if b"\x00" in data[:4096]:
        return _mended(_utf_16(data), ("read as UTF-16: it has no byte order mark",))
    notes: tuple[str, ...] = ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text, notes = _windows_1252(data), ("read as Windows-1252: it is not valid UTF-8",)
    _refuse_binary(text)
    return _mended(text, notes)


def _utf_16(data: bytes) -> str:
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    half = min(len(data), 4096) / 2
    if max(even, odd) < 0.4 * half or min(even, odd) > 0.1 * half:
        raise ReadError("the file is binary, not text; give it the ending of its own format")
    text = data.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
    _refuse_binary(text)
    return text


def _windows_1252(data: bytes) -> str:
    """As browsers do: the five bytes that the encoding leaves open are control characters."""
    return data.decode("cp1252", errors="newstables_c1")


def _as_control(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("newstables_c1", _as_control)


def _refuse_binary(text: str) -> None:
    sample = text[:65536]
    if len(_CONTROLS.findall(sample)) > 0.005 * len(sample) + 1:
        raise ReadError("the file is binary, not text; give it the ending of its own format")


def _mended(text: str, notes: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    if text.startswith("\ufeff"):
        text = text[1:]
    mended, count = mend_mojibake(text)
    if count:
        notes = (*notes, f"{count} characters decoded wrongly before (mojibake) were mended")
    lost = mended.count("\ufffd")
    if lost:
        notes = (*notes, f"{lost} characters were lost before (U+FFFD)")
    return mended, notes


def mend_mojibake(text: str) -> tuple[str, int]:
    """Text with "donâ€™t" read as "don’t" again, and how many such places there were."""
    count = 0

    def mend(match: re.Match[str]) -> str:
        nonlocal count
        try:
            mended = b"".join(_byte(character) for character in match.group()).decode("utf-8")
        except UnicodeError:
            return match.group()
        count += 1
        return mended

    return _MOJIBAKE.sub(mend, text), count


def _byte(character: str) -> bytes:
    return character.encode("latin-1") if "\x80" <= character <= "\x9f" else character.encode("cp1252")
