"""What reading takes on at most: hostile and broken files ask for all the memory and time there is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits, which are settings too; what exceeds one is rejected with that reason.

    Attributes:
        max_bytes: The largest document once unpacked, in bytes; a file of many is read as a stream, and each counts.
        max_ratio: How many times its packed size a file may unpack to, beyond ``max_bytes``. News packs to a tenth or fifth.
        max_pages: The most pages of a PDF.
        max_nesting: How deep a page, XML, JSON, or a mail may nest. Of 91 real pages the deepest has 51 levels; libxml2 ends
            at 256.
        max_elements: The most elements and attributes of a page. Of 91 real pages the largest has 4,850.
        max_characters: The longest text that is extracted.
        max_seconds: The longest time for reading, and again for extracting, one document.
        max_memory: The memory that reading one document may take, in bytes.
        max_feed_items: How many stories of a feed or sitemap are read, from its beginning.
        max_redirects: How many redirects are followed to one page.
        private_addresses: Whether pages, feeds and redirects may lead to machines of our own network.
    """

    max_bytes: int = 64 * 1024 * 1024
    max_ratio: int = 200
    max_pages: int = 5_000
    max_nesting: int = 200
    max_elements: int = 50_000
    max_characters: int = 2_000_000
    max_seconds: int = 300
    max_memory: int = 2 * 1024**3
    max_feed_items: int = 500
    max_redirects: int = 5
    private_addresses: bool = False


DEFAULTS = Limits()
