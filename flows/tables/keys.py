"""Keys: what rows are called, made from content, so that the same input gives the same ids."""

from __future__ import annotations

import hashlib
from unicodedata import normalize


def row_id(*parts: object) -> str:
    """A short stable id of some parts; how Unicode composes their characters makes no difference to it.

    64 bits keep a collision among ten million rows of one table under one in 300,000.
    """
    joined = normalize("NFC", "\x1f".join(map(str, parts)))
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def name_key(name: str) -> str:
    """A name as others may have written it: one composition, case folded, white space evened out."""
    return " ".join(normalize("NFC", name).casefold().split())
