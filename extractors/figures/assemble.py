"""Makes a figure of each money amount: reads its clause, links it, and lets a repeated or converted amount share the links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import pairwise

from spacy.tokens import Doc

from extractors.article import Article
from extractors.figures.beneficiaries import Told, is_one
from extractors.figures.clause import Clause, clause_of
from extractors.figures.lexicon import confidence
from extractors.figures.payees import Payees
from extractors.figures.payers import Payers
from extractors.figures.purposes import purpose_of, status_of
from extractors.figures.story import Party
from extractors.figures.years import Year, Years
from extractors.reading import Reading
from extractors.records import Amount, Figure, Programme

_BULLETS = frozenset("-•*–▪◦·")
_PARTS = frozenset({"comprising", "consisting", "including", "includes"})
_WHOLES = frozenset({"aid", "amount", "deal", "funding", "money", "package", "sum", "support", "total"})
_MADE_UP = frozenset({"comprises", "consists", "includes", "made"})
_DEFINITE = frozenset({"that", "the", "these", "this", "those"})
_TOPS = ("headline", "summary", "caption")


def figures_of(doc: Doc, reading: Reading, article: Article, programmes: Sequence[Programme]) -> list[Figure]:
    """One figure for each money amount of a document, in order.

    Args:
        doc: A document with countries, amounts, fiscal years and dates.
        reading: The same document, read.
        article: What it was made from.
        programmes: Its programmes.
    """
    amounts = [amount for amount in doc._.amounts if amount.kind == "money"]
    if not amounts:
        return []
    clauses = [clause_of(reading, amount) for amount in amounts]
    before = frozenset(reading.token_at(amount.start) - 1 for amount in amounts)
    told = (reading, before, doc._.countries, doc._.focus_countries, article.publisher_country)
    payers, payees = Payers(*told), Payees(*told)
    home = article.publisher_country or next(iter(doc._.focus_countries), None)
    years = Years(reading, doc._.fiscal_years, doc._.dates, _budget_owner(payers, clauses) or home)
    figures = _linked(clauses, payers, payees, years, programmes)
    return _repeated(_converted(figures, {figure.start: figure for figure in figures}, amounts), article)


def _budget_owner(payers: Payers, clauses: Sequence[Clause]) -> str | None:
    return next((owner for clause in clauses if (owner := payers.owner(clause))), None)


def _linked(
    clauses: Sequence[Clause], payers: Payers, payees: Payees, years: Years, programmes: Sequence[Programme]
) -> list[Figure]:
    """Read the clauses in order, so that each may lean on the one before it."""
    figures: list[Figure] = []
    last: Clause | None = None
    payer: Party | None = None
    payee: Party | None = None
    year: Year | None = None
    programme: str | None = None
    names = {named.name for named in programmes}
    told = Told()
    together: defaultdict[int, list[Clause]] = defaultdict(list)
    for clause in clauses:
        together[clause.sentence].append(clause)
    for clause in clauses:
        if last is None or not _goes_on(last, clause):
            payer = payee = year = programme = None
        if clause.amount.equivalent_of is not None:
            figures.append(_figure(clause, None, None, None, None))
            continue
        found = payers.payer(clause, payer)
        goes_to = payees.payee(clause, found, payee, told)
        if found is not None and goes_to is not None and is_one(found, goes_to):
            found = None  # a payee that the sentence names outweighs an owner that only the currency tells
        found = found or payers.from_abroad(clause, goes_to) or (told.giver() if payees.is_instalment(clause) else None)
        if gap := payees.gap(clause, last):
            found, goes_to = _gapped(gap, payer, payee, found, goes_to)
        elif payees.lender_in_gap(clause, last):
            found, goes_to = None, goes_to or (Party(payee.codes, "gap") if payee else None)
        found, goes_to = (_respective(party, clause, together[clause.sentence]) for party in (found, goes_to))
        if goes_to is None and payee is not None and _is_part(last, clause):
            goes_to = Party(payee.codes, "part")
        told.add(found, goes_to)
        same_payer = found is None or payer is None or found.codes == payer.codes
        owner = None if found is None or found.rule.endswith("seat") else found.codes[0]  # companies have years of their own
        belongs = years.of(clause, together[clause.sentence], year if same_payer else None, owner)
        purpose = purpose_of(clause, programmes) or (programme if _leans(found) else None)
        figures.append(_figure(clause, found, goes_to, belongs, purpose))
        if last is None or last.sentence != clause.sentence or year is None:
            year = belongs  # the first amount of a sentence has its main year, those that it is compared with have others
        last, payer, payee = clause, found, goes_to
        programme = purpose if purpose in names else None
    return figures


def _leans(payer: Party | None) -> bool:
    """Whether an amount is only understood from the one before: "[a budget] that had two billion in its first year"."""
    return payer is not None and (payer.rule.endswith("carried") or payer.rule.startswith("pronoun"))


def _gapped(
    codes: tuple[str, ...], payer: Party | None, payee: Party | None, own_payer: Party | None, own_payee: Party | None
) -> tuple[Party | None, Party | None]:
    """The parties of an amount whose verb is left out: the country before it is on the side of the one before it."""
    if payee is not None and payee.rule in ("dative", "receiver", "gap"):
        return payer, Party(codes, "gap")
    if (payer is not None and payer.rule in ("subject", "gap")) or (payee is not None and payee.rule.startswith("aid")):
        return Party(codes, "gap"), payee
    return own_payer, own_payee


def _respective(party: Party | None, clause: Clause, together: Sequence[Clause]) -> Party | None:
    """Such as "Ghana and Senegal gave $2 million and $3 million respectively": to each amount its own country."""
    if party is None or len(party.codes) < 2:
        return party
    own = [other for other in together if other.amount.equivalent_of is None and other.verb == clause.verb]
    if len(party.codes) != len(own) or clause not in own or not (_says_respectively(clause) or _are_joined(own)):
        return party
    return replace(party, codes=(party.codes[own.index(clause)],))


def _says_respectively(clause: Clause) -> bool:
    reading, i = clause.reading, clause.first
    while i < len(reading) and reading.sentences[i] == clause.sentence:
        if reading.lower[i] == "respectively":
            return True
        i += 1
    return False


def _are_joined(clauses: Sequence[Clause]) -> bool:
    """Whether nothing but "and" stands between amounts: "Ghana and Togo gave [$2 million and $3 million]"."""
    text = clauses[0].reading.text
    between = (text[one.amount.end : other.amount.start] for one, other in pairwise(clauses))
    return all(words.strip(" ,") in ("", "and") for words in between)


def _is_part(last: Clause | None, clause: Clause) -> bool:
    """Whether an amount is a part of those before it: "a $9 million programme consisting of $7 million", "Of the total,"."""
    if last is None:
        return False
    reading = clause.reading
    before = range(_sentence_start(clause), clause.first)
    if any(reading.words[i] == "Of" and reading.lower[i + 1] in _DEFINITE for i in before) or _opens_with_whole(clause):
        return True
    within = before if last.sentence == clause.sentence else ()
    return any(reading.lower[i] in _PARTS or (reading.lower[i] == "which" and reading.lower[i - 1] == "of") for i in within)


def _opens_with_whole(clause: Clause) -> bool:
    """Whether a sentence begins with what was told before: "The package is made up of $2 million"."""
    i = _sentence_start(clause)
    whole = clause.reading.lower[i] in _DEFINITE and clause.reading.lower[i + 1] in _WHOLES
    return whole and any(clause.reading.lower[k] in _MADE_UP for k in range(i + 2, clause.first))


def _sentence_start(clause: Clause) -> int:
    i = clause.first
    while i > 0 and clause.reading.sentences[i - 1] == clause.sentence:
        i -= 1
    return i


def _in_list(clause: Clause) -> bool:
    """Whether the paragraph is an item of a list."""
    i = clause.first
    while i > 0 and clause.reading.paragraphs[i - 1] == clause.paragraph:
        i -= 1
    return clause.reading.words[i] in _BULLETS


def _goes_on(last: Clause, clause: Clause) -> bool:
    """Whether an amount stands in the run of the one before: its paragraph, or a next one that begins "This includes"."""
    sentences = clause.sentence - last.sentence
    if last.paragraph == clause.paragraph:
        return sentences <= 2
    if _in_list(clause):
        return sentences <= 3 or _in_list(last)
    opening = clause.reading.lower[_sentence_start(clause)]
    return sentences <= 2 and (opening in ("this", "that", "these", "those", "of") or _opens_with_whole(clause))


def _figure(clause: Clause, payer: Party | None, payee: Party | None, year: Year | None, purpose: str | None) -> Figure:
    amount = clause.amount
    return Figure(
        start=amount.start, end=amount.end, text=amount.text, rule=amount.rule, confidence=amount.confidence,
        value=amount.value, low=amount.low, high=amount.high, currency=amount.currency, value_usd=amount.value_usd,
        fiscal_year=year.label if year else None,
        fiscal_year_start=year.first if year else None,
        fiscal_year_end=year.last if year else None,
        payer=payer.codes if payer else (), payee=payee.codes if payee else (),
        payer_text=payer.text if payer else None, payee_text=payee.text if payee else None,
        programme=purpose,
        verb=clause.entry.lemma if clause.entry else None,
        verb_class=clause.entry.verb_class if clause.entry else None,
        direction=amount.direction, status=status_of(clause), negated=clause.negated,
        year_rule=year.rule if year else None, year_confidence=confidence("year", year.rule) if year else 0.0,
        payer_rule=payer.rule if payer else None, payer_confidence=confidence("payer", payer.rule) if payer else 0.0,
        payee_rule=payee.rule if payee else None, payee_confidence=confidence("payee", payee.rule) if payee else 0.0,
    )  # fmt: skip


_OWN = frozenset({"start", "end", "text", "rule", "confidence", "value", "low", "high", "currency", "value_usd"})
_LINKS = tuple(field.name for field in fields(Figure) if field.name not in _OWN)
"""What a conversion shares with the amount that it converts."""


def _converted(figures: Sequence[Figure], by_start: dict[int, Figure], amounts: Sequence[Amount]) -> list[Figure]:
    """A conversion in parentheses says the same money again: it takes over all links."""
    originals = {amount.start: by_start.get(amount.equivalent_of) for amount in amounts if amount.equivalent_of is not None}
    return [
        replace(figure, **{name: getattr(original, name) for name in _LINKS})
        if (original := originals.get(figure.start))
        else figure
        for figure in figures
    ]


def _repeated(figures: Sequence[Figure], article: Article) -> list[Figure]:
    """An amount that the article names again takes the parties of the time that tells them; above the body, the year too."""
    tops = [(block.start, block.end) for block in article.paragraphs() if block.role in _TOPS]
    known: dict[tuple[object, ...], Figure] = {}
    for figure in figures:
        for link in ("payer", "payee", "fiscal_year_start"):
            if getattr(figure, link):
                known.setdefault((figure.value, figure.low, figure.currency, link), figure)
    return [_from_elsewhere(figure, known, any(start <= figure.start < end for start, end in tops)) for figure in figures]


def _from_elsewhere(figure: Figure, known: dict[tuple[object, ...], Figure], on_top: bool) -> Figure:
    key = (figure.value, figure.low, figure.currency)
    changes: dict[str, object] = {}
    if (figure.value is None and figure.low is None) or figure.negated:
        return figure
    if not figure.payer and (other := known.get((*key, "payer"))):
        changes |= {"payer": other.payer, "payer_rule": "repeated", "payer_confidence": confidence("payer", "repeated")}
    if not figure.payee and on_top and (other := known.get((*key, "payee"))):
        changes |= {"payee": other.payee, "payee_rule": "repeated", "payee_confidence": confidence("payee", "repeated")}
    if figure.fiscal_year_start is None and on_top and (other := known.get((*key, "fiscal_year_start"))):
        changes |= {"fiscal_year": other.fiscal_year, "fiscal_year_start": other.fiscal_year_start}
        changes |= {"fiscal_year_end": other.fiscal_year_end, "year_rule": "repeated"}
        changes |= {"year_confidence": confidence("year", "repeated")}
    return replace(figure, **changes) if changes else figure  # type: ignore[arg-type]
