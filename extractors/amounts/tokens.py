"""Cuts a paragraph into numbers, words and signs: what the grammar of amounts reads.

spaCy's own tokens glue what belongs apart here ("$1.5bn-$2bn" is one token); these end where digits, letters and signs
change, and keep the offsets of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<number> \d+ (?: [.,] \d+ | [\u00a0\u202f\u2009'’] \d{3} (?!\d) )*   # 18.1  2,10,000  1'234'567  3 400 (hard space)
                | (?<![\w./]) \. \d+ )                                        # .50
    | (?P<glyph>  [¼-¾⅐-⅞] )                                                  # ½ is a letter to Python
    | (?P<word>   [^\W\d_¼-¾⅐-⅞]+ )
    | (?P<sign>   \S )                                                        # a currency sign, a hyphen, a bracket
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """A number, a word or a sign.

    Attributes:
        text: As it stands.
        lower: In lower case.
        start: Offset of its first character.
        end: Offset after its last.
        kind: ``number``, ``glyph`` (a fraction such as ½), ``word`` or ``sign``.
        glued: Whether nothing lies between it and the token before.
    """

    text: str
    lower: str
    start: int
    end: int
    kind: str
    glued: bool


def tokenize(text: str, offset: int = 0) -> list[Token]:
    """The tokens of a paragraph.

    Args:
        text: The paragraph.
        offset: Where it starts in the article; added to the tokens' offsets.

    Returns:
        The tokens in order; only whitespace lies between them.
    """
    tokens = []
    last = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match.group()
        tokens.append(Token(word, word.lower(), start + offset, end + offset, match.lastgroup or "", start == last))
        last = end
    return tokens
