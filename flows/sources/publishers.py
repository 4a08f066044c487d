"""What an address tells of a publisher: the country, where the top-level domain is a country's."""

from __future__ import annotations

from urllib.parse import urlsplit

# Country-code domains that are sold to the whole world, by the registries' own practice: they tell no country.
_GENERIC = frozenset(
    domain
    for row in ("ac ag ai am as bz cc cd co dj fm gg gl io is la li ly me", "ms mu nu pw sc sh st tk to tv vc vg ws")
    for domain in row.split()
)
_ISO = {"uk": "GB", "eu": None, "su": None}


def country_of_address(address: str | None) -> str | None:
    """ISO 3166-1 alpha-2 code of the country in whose domain an address stands.

    Args:
        address: A URL or a host name ("https://news.example.sg/a", "example.co.uk").

    Returns:
        The code; ``None`` for .com, .org and other domains of no country, and for country domains sold to everyone.
    """
    if not address:
        return None
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return None
    labels = host.rstrip(".").split(".")
    top = labels[-1]
    if len(labels) < 2 or len(top) != 2 or not (top.isascii() and top.isalpha()):
        return None
    if top in _GENERIC and (len(labels) < 3 or len(labels[-2]) > 3):
        return None  # "twitch.tv" is American; "abc.com.ag" and "bbc.co.ag" are registered in the country
    return _ISO.get(top, top.upper())
