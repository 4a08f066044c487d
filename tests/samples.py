"""Small articles with known extractions, for tests of what stands behind the extractors."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from extractors.article import Article, Block
from extractors.records import Amount, Country, Extraction, Figure, FiscalYear, Programme, Quote, Role, Speaker

TEXT = (
    "=Aid for Namibia rises\n\nJapan gave Namibia 2.5 billion yen ($16 million) in fiscal 2026. "
    "“We are grateful,” said Anna Shilongo."
)

STUCK_PDF = b"%PDF-1.4\n1 0 obj\n1 0 R\nendobj\ntrailer\n<< /Root 1 0 R >>\n"
"""Its object is itself, which pdfminer looks up for ever."""


def pdf_of(contents: Sequence[bytes], encoding: bytes = b"/WinAnsiEncoding") -> bytes:
    """A PDF of pages of 595 by 842 points, from what each draws; its font F1 is Times, in that encoding."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(contents), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding %s >>" % encoding,
    ]
    for number, packed in enumerate(map(zlib.compress, contents)):
        resources = b"/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R >>" % (resources, 5 + 2 * number))
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Root 1 0 R >>\n"


def _at(words: str, after: int = 0) -> dict[str, Any]:
    start = TEXT.index(words, after)
    return {"start": start, "end": start + len(words), "text": words, "rule": "by hand", "confidence": 0.9}


def article(source: str = "aid.txt", text: str = TEXT) -> Article:
    blocks = (Block(0, 22, "headline"), Block(24, len(TEXT), "body", page=1, box=(10.0, 20.0, 300.0, 40.5)))
    return Article(
        text=text,
        source=source,
        title="=Aid for Namibia rises",
        published_at=date(2026, 5, 4),
        blocks=blocks if text == TEXT else (),
    )


def extraction() -> Extraction:
    yen = _at("2.5 billion yen")
    money: dict[str, Any] = {"currency": "JPY", "value": Decimal(2_500_000_000), "low": None, "high": None}
    year: dict[str, Any] = {"fiscal_year": "FY2026", "fiscal_year_start": date(2026, 4, 1), "fiscal_year_end": date(2027, 3, 31)}
    return Extraction(
        countries=(
            Country(**_at("Namibia"), iso_alpha2="NA", form="name"),
            Country(**_at("Japan"), iso_alpha2="JP", form="name"),
            Country(**_at("Namibia", 30), iso_alpha2="NA", form="name"),
        ),
        amounts=(
            Amount(**yen, kind="money", **money, value_usd=Decimal("16100000.5")),
            Amount(**_at("$16 million"), kind="money", value=Decimal(16_000_000), currency="USD", equivalent_of=yen["start"]),
        ),
        fiscal_years=(
            FiscalYear(
                **_at("fiscal 2026"), label="FY2026", start_date=date(2026, 4, 1), end_date=date(2027, 3, 31),
                period="year", iso_alpha2="JP", resolution="explicit",
            ),
        ),
        speakers=(Speaker(key=0, name="Anna Shilongo"),),
        quotes=(
            Quote(
                **_at("“We are grateful,”"), kind="direct", cue="said", cue_lemma="say", speaker="Anna Shilongo", speaker_key=0,
                speaker_text="Anna Shilongo", speaker_start=TEXT.index("Anna"), speaker_end=TEXT.index("Anna") + 13,
                paragraph=1, countries=("NA",), amounts=(TEXT.index("$16"),),
            ),
        ),
        figures=(
            Figure(
                **yen, **money, **year, payer=("JP",), payer_rule="by hand", payer_confidence=0.8, payee=("NA",),
                programme="Aid for Namibia", verb="give",
            ),
        ),
        programmes=(Programme(**_at("=Aid for Namibia"), key=0, name="Aid for Namibia", mentions=((1, 16), (0, 4))),),
        roles=(
            Role(
                **_at("Namibia", 30), iso_alpha2="NA", role="recipient", programme="Aid for Namibia", programme_key=0,
                fiscal_year="FY2026", evidence_start=24, evidence_end=TEXT.index("“"),
            ),
        ),
        focus_countries=("NA", "JP"),
        sentences=((0, 24), (24, TEXT.index("“")), (TEXT.index("“"), len(TEXT))),
    )  # fmt: skip
