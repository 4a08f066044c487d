"""What was found: one frozen class for each kind of extraction.

Every mention is an exact range of the article's text. Values are what the words mean once resolved: ISO codes, units,
calendar days. ``None`` in a field means that the text does not say, never that nobody looked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

CountryForm = Literal["name", "demonym", "metonym", "place", "in_name"]
AmountKind = Literal["money", "percent", "count"]
Qualifier = Literal["about", "more_than", "less_than", "at_least", "at_most"]
Direction = Literal["up", "down", "from", "to"]
Period = Literal["year", "half", "quarter", "range"]
Resolution = Literal["explicit", "deictic", "anaphoric", "ordinal", "text", "unresolved"]
QuoteKind = Literal["direct", "indirect"]
CueClass = Literal["neutral", "claim", "promise", "denial", "warning"]
VerbClass = Literal["allocate", "pledge", "request", "spend", "lend", "owe", "cut", "earn", "cost", "trade", "fine", "change"]
Status = Literal["planned", "requested", "approved", "spent"]
CountryRole = Literal["donor", "recipient", "candidate", "not_eligible", "partner", "concern"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A range of the article that says something.

    Attributes:
        start: Offset of its first character in ``Article.text``.
        end: Offset after its last character.
        text: The very words, ``article.text[start:end]``.
        rule: The rule or model that found and resolved it.
        confidence: Share of such rows that were right on gold data, 0 to 1.
    """

    start: int
    end: int
    text: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Country(Mention):
    """A mention of a country or territory with an ISO 3166-1 code, or XK.

    Attributes:
        iso_alpha2: Its ISO 3166-1 alpha-2 code.
        form: How the words denote it (``name``, ``demonym``, ``metonym``, ``place``, ``in_name``).
    """

    iso_alpha2: str
    form: CountryForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Mention):
    """A mention of a group of countries with a known membership.

    Attributes:
        code: The usual short name (EU, ASEAN, NATO, G7).
        members: ISO alpha-2 codes of its members on the article's day.
    """

    code: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Mention):
    """An amount of money, a percentage or a counted quantity.

    Attributes:
        kind: ``money``, ``percent`` or ``count``.
        value: In units (18100000000, not 18.1); ``None`` for a range or a vague amount.
        low: Lower end of a range, in units.
        high: Upper end of a range, in units.
        currency: ISO 4217 code, for money.
        unit: The noun counted ("troops"), or ``percentage point`` for such percents.
        qualifier: What the text says of its exactness.
        per: What it is a rate of ("barrel", "year", "person"); ``None`` where it is none.
        direction: ``up`` or ``down`` for a change by this much, ``from`` or ``to`` for the ends of a change.
        equivalent_of: Offset of the amount (its ``start``) that this one converts.
        equivalence_suspect: The two sides of a conversion differ by more than 15% at that day's rate.
        value_usd: In US dollars of the article's day; ``None`` where no rate is known.
        usd_rate: US dollars for one unit of ``currency`` that was used.
        usd_rate_date: The day of that rate.
        usd_rate_source: Whose rate it is or, where there is none, why not.
    """

    kind: AmountKind
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None
    unit: str | None = None
    qualifier: Qualifier | None = None
    per: str | None = None
    direction: Direction | None = None
    equivalent_of: int | None = None
    equivalence_suspect: bool = False
    value_usd: Decimal | None = None
    usd_rate: Decimal | None = None
    usd_rate_date: date | None = None
    usd_rate_source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalYear(Mention):
    """A mention of a fiscal year or of a part or a row of them.

    Attributes:
        label: The year as its country writes it (``FY2026``, ``FY2025-26``).
        start_date: First day; ``None`` where the calendar is not known.
        end_date: Last day, inclusive.
        period: ``year``, ``half``, ``quarter`` or ``range``.
        iso_alpha2: Whose calendar; ``None`` for a company's own.
        resolution: How the days were found.
    """

    label: str | None
    start_date: date | None
    end_date: date | None
    period: Period
    iso_alpha2: str | None
    resolution: Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention(Mention):
    """A calendar expression that is not a fiscal year ("April 2023", "by March 2026").

    Attributes:
        start_date: First day.
        end_date: Last day, inclusive.
    """

    start_date: date
    end_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A person or body that speaks in the document.

    Attributes:
        key: Number of the speaker within the document, from 0 in order of appearance.
        name: Fullest name, or description of an unnamed one, that the document gives, without title.
        title: What goes before or with the name ("Prime Minister").
        affiliation: The body that the speaker belongs to, as named.
        iso_alpha2: Country that the document ties the speaker to.
        anonymous: Whether the document leaves the speaker unnamed.
        behalf: For an unnamed one, what the text says of why or for whom it speaks.
    """

    key: int
    name: str
    title: str | None = None
    affiliation: str | None = None
    iso_alpha2: str | None = None
    anonymous: bool = False
    behalf: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Mention):
    """Words that someone is said to have uttered or written.

    Attributes:
        kind: ``direct`` (between marks) or ``indirect`` (a reported clause).
        cue: The reporting word as it stands in the text; ``None`` where there is none.
        cue_lemma: Its dictionary form.
        cue_class: What kind of speech act it reports.
        speaker: ``Speaker.name`` of who said it; ``None`` where the text does not tell.
        speaker_key: ``Speaker.key`` of the same.
        speaker_text: The words of the attribution that denote the speaker ("he", "Prof Heng").
        speaker_start: Their offset.
        speaker_end: The offset after them.
        anonymous: Whether the speaker is unnamed.
        paragraph: Number of the block that it stands in, from 0.
        countries: ISO alpha-2 codes of the countries mentioned inside it, in order, each once.
        amounts: Offsets (``start``) of the amounts inside it.
        fiscal_years: Offsets (``start``) of the fiscal years inside it.
    """

    kind: QuoteKind
    cue: str | None = None
    cue_lemma: str | None = None
    cue_class: CueClass | None = None
    speaker: str | None = None
    speaker_key: int | None = None
    speaker_text: str | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    anonymous: bool = False
    paragraph: int | None = None
    countries: tuple[str, ...] = ()
    amounts: tuple[int, ...] = ()
    fiscal_years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Mention):
    """A money amount tied to what the text says about it. Its range is the amount's.

    Attributes:
        value: In units, as in :class:`Amount`.
        low: Lower end of a range.
        high: Upper end of a range.
        currency: ISO 4217 code.
        value_usd: In US dollars of the article's day.
        fiscal_year: Label of the fiscal year that the amount belongs to.
        fiscal_year_start: First day of that year.
        fiscal_year_end: Last day of that year.
        payer: ISO alpha-2 codes of the countries whose money it is.
        payee: ISO alpha-2 codes of the countries that it goes to.
        payer_text: The payer in the text's own words (a ministry, a company, a fund); ``None`` where only the context tells.
        payee_text: The payee likewise.
        programme: The programme, purpose or body that it is for, as the text names it.
        verb: Lemma of the verb that governs it.
        verb_class: What kind of act that verb is.
        direction: ``up`` or ``down`` for a change by this much, ``from`` or ``to`` for the ends of a change.
        status: How far the money has got; ``None`` where the text does not say.
        negated: The text says that this did not happen ("did not pledge").
        year_rule: What tied the fiscal year to the amount; ``None`` without one.
        year_confidence: Share of such links that were right on gold data; 0 without one.
        payer_rule: What tied the payer to it.
        payer_confidence: Share of such links that were right.
        payee_rule: What tied the payee to it.
        payee_confidence: Share of such links that were right.
    """

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    currency: str | None
    value_usd: Decimal | None = None
    fiscal_year: str | None = None
    fiscal_year_start: date | None = None
    fiscal_year_end: date | None = None
    payer: tuple[str, ...] = ()
    payee: tuple[str, ...] = ()
    payer_text: str | None = None
    payee_text: str | None = None
    programme: str | None = None
    verb: str | None = None
    verb_class: VerbClass | None = None
    direction: Direction | None = None
    status: Status | None = None
    negated: bool = False
    year_rule: str | None = None
    year_confidence: float = 0.0
    payer_rule: str | None = None
    payer_confidence: float = 0.0
    payee_rule: str | None = None
    payee_confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme(Mention):
    """A scheme, fund or kind of aid that the document names. Its range is the first mention of its fullest name.

    Attributes:
        key: Number of the programme within the document, from 0 in order of appearance.
        name: Its fullest name.
        acronym: Its abbreviation; ``None`` where the document has none.
        mentions: Start and end offsets of all that denotes it, "the scheme" included.
    """

    key: int
    name: str
    acronym: str | None = None
    mentions: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Mention):
    """What a country is in a programme. Its range is the mention of the country.

    Attributes:
        iso_alpha2: The country's code.
        role: ``donor``, ``recipient``, ``candidate``, ``not_eligible``, ``partner`` or ``concern``.
        programme: ``Programme.name``; ``None`` where the text speaks of no named one.
        programme_key: ``Programme.key`` of the same.
        fiscal_year: Label of the fiscal year for which it is said.
        fiscal_year_start: First day of that year.
        fiscal_year_end: Last day of that year.
        negated: The text denies it ("is not a recipient").
        hypothetical: The text only supposes it ("if Myanmar were to become").
        count: How many countries the sentence says there are; ``None`` where it does not.
        count_agrees: Whether it names as many; ``None`` without a count.
        evidence_start: Offset of the sentence that says so.
        evidence_end: Offset after it.
    """

    iso_alpha2: str
    role: CountryRole
    programme: str | None = None
    programme_key: int | None = None
    fiscal_year: str | None = None
    fiscal_year_start: date | None = None
    fiscal_year_end: date | None = None
    negated: bool = False
    hypothetical: bool = False
    count: int | None = None
    count_agrees: bool | None = None
    evidence_start: int = 0
    evidence_end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Everything found in one article.

    Attributes:
        sentences: Start and end offsets of each sentence, in order.
    """

    countries: tuple[Country, ...] = ()
    groups: tuple[Group, ...] = ()
    amounts: tuple[Amount, ...] = ()
    fiscal_years: tuple[FiscalYear, ...] = ()
    dates: tuple[DateMention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    figures: tuple[Figure, ...] = ()
    programmes: tuple[Programme, ...] = ()
    roles: tuple[Role, ...] = ()
    focus_countries: tuple[str, ...] = ()
    sentences: tuple[tuple[int, int], ...] = field(default=(), repr=False)
