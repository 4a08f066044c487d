"""Figures, programmes and roles: whose money, to whom, for which year, and what each country is in a programme."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from extractors import reference
from extractors.article import Article
from extractors.pipeline import extract
from extractors.records import Extraction, Figure
from tests.conftest import ROOT

Extract = Callable[..., Extraction]
DAY = date(2026, 2, 10)


@dataclass(frozen=True)
class Case:
    """A sentence and, for each amount in it, payer, payee and fiscal year."""

    name: str
    text: str
    rows: list[tuple[str, str, str | None]]
    country: str = "SG"


CASES = [
    Case("subject", "Japan allocated 3 billion yen for patrol boats in fiscal 2025.", [("JP", "", "FY2025")]),
    Case("ministry", "Kenya's defence ministry spent Sh40 billion on radar.", [("KE", "", None)], "KE"),
    Case("indirect object", "China lent Laos $600 million for a railway.", [("CN", "LA", None)]),
    Case("to", "Germany will give €30 million to Moldova for heating.", [("DE", "MD", None)]),
    Case("passive", "Chad was promised $12 million by France.", [("FR", "TD", None)]),
    Case("receiver", "Nepal received $9 million from India for schools.", [("IN", "NP", None)]),
    Case("relative clause", "The $7 billion that Canada sent to Ukraine was welcome.", [("CA", "UA", None)]),
    Case("asked", "Fiji asked Australia for $15 million to mend its ports.", [("AU", "FJ", None)], "AU"),
    Case("verb left out", "Norway pledged $4 million and Denmark $2 million.", [("NO", "", None), ("DK", "", None)]),
    Case("negated", "Hungary did not pledge $5 million to Moldova.", [("", "", None)]),
    Case("refused", "Austria refused to give $5 million to Moldova.", [("", "", None)]),
    Case("deficit", "Italy's deficit rose to €80 billion.", [("", "", None)]),
    Case("price", "The company sold 4 million phones at $300 each.", [("", "", None)], "US"),
    Case("company", "The retailer will spend $90 million on a merger, its president said.", [("", "", None)], "US"),
    Case(
        "conversion",
        "Japan set aside 18 billion yen (S$146 million) in fiscal 2026.",
        [("JP", "", "FY2026"), ("JP", "", "FY2026")],
    ),
    Case(
        "two years",
        "Pakistan raised its defence budget to Rs2.5 trillion in FY26 from Rs2.1 trillion in FY25.",
        [("PK", "", "FY2025-26"), ("PK", "", "FY2024-25")],
        "PK",
    ),
    Case(
        "respectively",
        "Ghana and Senegal gave $2 million and $3 million respectively.",
        [("GH", "", None), ("SN", "", None)],
    ),
    Case("for whom a thing is bought", "Norway will put $16 million towards a cable for Tonga.", [("NO", "TO", None)]),
    Case("in grants", "Norway will provide another 80 million kroner in grants to Laos.", [("NO", "LA", None)], "NO"),
    Case("what a thing costs a country", "Each of the boats will cost Oslo $9 million.", [("NO", "", None)], "NO"),
    Case("accused of owing", "Banks accused the Kenyan Government of owing them Sh40 billion.", [("KE", "", None)], "KE"),
    Case("spent by nobody", "The budget is small. Some Sh9 billion has been spent on public roads.", [("KE", "", None)], "KE"),
    Case("a city", "The city spent $11 million on bike lanes.", [("US", "", None)], "US"),
    Case("a shared currency", "The budget provides €399 million for the army.", [("IE", "", None)], "IE"),
    Case(
        "another payer",
        "Norway gave $2 million, and the World Bank approved a loan of $5 million.",
        [("NO", "", None), ("", "", None)],
    ),
    Case(
        "up from this year",
        "Japan requested 5 trillion yen for fiscal 2026, up from 4 trillion yen this year.",
        [("JP", "", "FY2026"), ("JP", "", "FY2025")],
    ),
    Case(
        "over years",
        "Canada spent $2 million in 2025-26 and sets aside $8 million over five years.",
        [("CA", "", "FY2025-26"), ("CA", "", None)],
        "CA",
    ),
    Case("one's own money", "The budget was late. Mr Gates pledged $750 million of his own.", [("", "", None)], "US"),
    Case("a person's public money", "Mr Gates cut $750 million from public spending.", [("US", "", None)], "US"),
    Case("what people are charged", "Fees cost Americans $9 billion, the ministry said.", [("", "", None)], "US"),
    Case("before the amount", "Oslo has promised Nepal Rs 10 billion for schools.", [("NO", "NP", None)], "NP"),
    Case("two who get", "Australia gave Samoa $30 million and Tuvalu $12 million.", [("AU", "WS", None), ("AU", "TV", None)], "AU"),
    Case(
        "each its own to", "Canada sends $7 million to Jamaica and $2 million to Haiti.", [("CA", "JM", None), ("CA", "HT", None)]
    ),
    Case("owner of the currency", "Moldova was promised 900 million kroner for heating.", [("NO", "MD", None)], "NO"),
    Case("who lives on public money", "The budget is late. Households will get 30,000 yen each.", [("JP", "", None)], "JP"),
    Case("what it costs the state", "The line will cost the government €33 million.", [("IE", "", None)], "IE"),
    Case("worth", "The budget is late. Norway's oil fund is worth 19 trillion kroner.", [("", "", None)], "NO"),
    Case("at home", "The budget provides $5 million for teachers in Texas.", [("US", "", None)], "US"),
    Case("investment", "Toyota announced a $10 billion investment in Thailand.", [("", "TH", None)]),
    Case(
        "a bank of nations",
        "The World Bank approved a $70 million credit for schools in Malawi.",
        [("", "MW", None)],
        "MW",
    ),
    Case("to the story's country", "Togo was dry in May. The IMF has released $70 million.", [("", "TG", None)], "TG"),
    Case(
        "to the same taker",
        "France gave Chad €9 million. Italy contributed €3 million a week later.",
        [("FR", "TD", None), ("IT", "TD", None)],
        "TD",
    ),
    Case(
        "to someone else",
        "France gave Chad €9 million. Italy lent farmers €3 million.",
        [("FR", "TD", None), ("IT", "", None)],
        "TD",
    ),
    Case(
        "one part of it",
        "France promised Chad €9 million. The first tranche, of €2 million, arrived in May.",
        [("FR", "TD", None), ("FR", "TD", None)],
        "TD",
    ),
    Case("the largest recipient", "Samoa is the largest recipient, with $5 million.", [("", "WS", None)], "WS"),
    Case("the largest donor", "Norway is the largest donor, with $5 million.", [("NO", "", None)], "TD"),
    Case("a contract", "Poland signed a contract for $2 billion with a Swedish yard.", [("PL", "SE", None)], "PL"),
    Case("a fall from and to", "Swiss aid to Chad came to 9 million francs in 2024.", [("CH", "TD", "FY2024")], "CH"),
    Case("what takes public money", "Interest swallows Sh9 billion of the public budget.", [("KE", "", None)], "KE"),
    Case("threshold", "The budget is late. Pensions above £900 will be taxed.", [("", "", None)], "GB"),
    Case("purchase", "Peru will buy radars from Sweden for $90 million.", [("PE", "SE", None)], "PE"),
    Case("purchase at a price", "Malawi will import maize from Egypt at a cost of $9 million.", [("MW", "EG", None)], "MW"),
    Case("unit price", "Chad bought maize from Egypt at $3 a bushel.", [("", "", None)], "TD"),
    Case("fined", "The watchdog fined a Korean shipper $9 million.", [("KR", "", None)], "US"),
    Case("a party", "Labour would spend £90m on buses.", [("GB", "", None)], "GB"),
    Case("a party's own money", "Labour gave its candidate £90m.", [("", "", None)], "GB"),
    Case("a law", "The bill would cut £3 billion from public spending.", [("GB", "", None)], "GB"),
    Case("a law as it", "The bill spares farms. It provides $9 million for wells.", [("US", "", None)], "US"),
    Case("its government", "Chile builds ships and its government gave the yards $9 million.", [("CL", "", None)], "US"),
    Case(
        "a lender by its noun",
        "The World Bank likes the plan. The bank approved $7 million for wells in Togo.",
        [("", "TG", None)],
        "TG",
    ),
    Case(
        "a lender without a verb",
        "Norway gave Togo $2 million and the World Bank $7 million.",
        [("NO", "TG", None), ("", "TG", None)],
        "TG",
    ),
    Case("a programme with a lender", "Togo has a $7 million programme with the IMF.", [("", "TG", None)], "GB"),
    Case("the state, from abroad", "Togo waits. France will lend the government €9 million.", [("FR", "TG", None)], "TG"),
    Case(
        "of the total",
        "Japan lent Togo $9 million. Of the total, $2 million is for wells.",
        [("JP", "TG", None), ("JP", "TG", None)],
        "TG",
    ),
    Case(
        "made up of",
        "Japan lent Togo $9 million.\n\nThe package is made up of $2 million in grants and $7 million in loans.",
        [("JP", "TG", None)] * 3,
        "TG",
    ),
    Case(
        "aid that is raised",
        "Japan gave Togo $9 million. Norway raised its support to $5 million.",
        [("JP", "TG", None), ("NO", "TG", None)],
        "TG",
    ),
    Case("to help", "Donors promised $9 billion to help Malawi rebuild.", [("", "MW", None)], "GB"),
    Case("several places", "Norway spent $9 million on schools in Chad and Mali.", [("NO", "TD,ML", None)], "GB"),
    Case(
        "a company at home",
        "Chilean brewer Aconca grew. The company will spend $9 million on a malt house.",
        [("CL", "", None)],
        "GB",
    ),
    Case("based in", "Aconca, based in Lima, will invest $9 million.", [("PE", "", None)], "GB"),
    Case("a company that borrows", "Peru's state miner Aconca borrowed $9 million.", [("", "PE", None)], "GB"),
    Case(
        "a price beside public money",
        "The ministry spent £9 million on stamps. A stamp is £2.",
        [("GB", "", None), ("", "", None)],
        "GB",
    ),
    Case("he who disposes", "The budget is late. He promised £9 million for public parks.", [("GB", "", None)], "GB"),
    Case("made available", "The ministry is making £9 million available for parks.", [("GB", "", None)], "GB"),
    Case("from the council", "She got £2,500 from the council.", [("GB", "", None)], "GB"),
    Case("the same as", "In 2014-15 Canada will spend $5 billion, the same as in 2013-14.", [("CA", "", "FY2014-15")], "CA"),
    Case("a school board", "The school board cut $4 million from its budget for fiscal 2025.", [("US", "", "FY2025")], "US"),
    Case("what there is to spend", "The Department of Health has €22 billion to spend in 2024.", [("IE", "", "FY2024")], "IE"),
    Case("a company's year", "Chilean brewer Aconca grew. Aconca paid €9 million for a club in 2016.", [("CL", "", None)], "IE"),
    Case("a dateline before it", "QUITO, May 4 - The World Bank said it would lend Peru $9 million.", [("", "PE", None)], "PE"),
    Case(
        "goods by the barrel",
        "The ministry spent $9 million. The plan assumes oil at $75 a barrel.",
        [("US", "", None), ("", "", None)],
        "US",
    ),
    Case("priced at", "The budget is late. The scheme was costed at £9 billion.", [("", "", None)], "GB"),
    Case("part of a balance", "The Irish government will use €2 billion of a tax windfall for pipes.", [("IE", "", None)], "IE"),
    Case("dateline", "ACCRA — Norway gave Togo $2 million.", [("NO", "TG", None)], "GH"),
    Case(
        "compared with a year",
        "The 2026 budget provides €9 million for roads. Ports were given €7 million, more than this year.",
        [("ES", "", "FY2026"), ("ES", "", "FY2026")],
        "ES",
    ),
    Case(
        "the year after",
        "Canada will spend $2 million in 2025-26 and $3 million the year after.",
        [("CA", "", "FY2025-26"), ("CA", "", "FY2026-27")],
        "CA",
    ),
    Case("a budget between", "Ministers asked for ₩9 trillion from the 2026 national budget.", [("KR", "", "FY2026")], "KR"),
    Case("an aside on another year", "Spain cut €9 million from roads after the floods in 2024.", [("ES", "", None)], "ES"),
    Case(
        "a price after a year",
        "The state spent £9 million in 2024-25. A loaf sells for £2.",
        [("GB", "", "FY2024-25"), ("", "", None)],
        "GB",
    ),
    Case("pairs", "Ghana and Senegal gave $2 million and $3 million.", [("GH", "", None), ("SN", "", None)], "TG"),
    Case("raised by", "Oslo raised its aid to Chad by 9 million kroner.", [("NO", "TD", None)], "NO"),
    Case("an aside first", "Norway, which has no reactors, set aside 10 million kroner.", [("NO", "", None)], "SE"),
    Case("from the budget", "The yard received £9 million from the budget.", [("GB", "", None)], "GB"),
    Case("what is large", "The budget is public spending. The line will cost £9 million.", [("GB", "", None)], "GB"),
    Case("what is small", "The budget is public spending. A ticket will cost £9.", [("", "", None)], "GB"),
    Case("asks many nations", "Togo asked the IMF for $9 million.", [("", "TG", None)], "TG"),
    Case("where it is spent", "Norway provided $9 million for schools in Togo.", [("NO", "TG", None)], "NO"),
    Case("the island", "Norway gave the island $9 million. Samoa was grateful.", [("NO", "WS", None)], "WS"),
    Case(
        "until a year",
        "Japan gave Samoa 9 million yen. Spain will send €9 million by 2030.",
        [("JP", "WS", None), ("ES", "WS", None)],
        "WS",
    ),
    Case("a deficit by the calendar", "Spain's deficit came to €80 billion in 2024.", [("", "", "FY2024")], "ES"),
]


def row(figure: Figure) -> tuple[str, str, str | None]:
    return ",".join(figure.payer), ",".join(figure.payee), figure.fiscal_year


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_links(case: Case, extract_text: Extract) -> None:
    found = extract_text(case.text, published_at=DAY, publisher_country=case.country)
    assert [row(figure) for figure in found.figures] == case.rows


def test_a_year_governs_the_next_sentence(extract_text: Extract) -> None:
    text = "In fiscal 2025, India spent Rs 900 crore on roads. Another Rs 200 crore went for bridges."
    found = extract_text(text, published_at=DAY, publisher_country="IN")
    assert [figure.fiscal_year for figure in found.figures] == ["FY2024-25", "FY2024-25"]
    assert found.figures[1].year_rule == "carried"


def test_a_headline_shares_the_links_of_its_body(extract_text: Extract) -> None:
    text = "Boats for $5 million\n\nJapan gave Palau $5 million for boats."
    found = extract_text(text, published_at=DAY)
    assert found.figures[0].payer == ("JP",)


VERBS = [
    ("Japan has allocated 3 billion yen for radar.", "allocate", "allocate", "approved"),
    ("Japan will lend Laos 3 billion yen.", "lend", "lend", "planned"),
    ("Japan requested 3 billion yen.", "request", "request", "requested"),
    ("Japan spent 3 billion yen.", "spend", "spend", "spent"),
    ("Japan owes 3 billion yen.", "owe", "owe", None),
]


@pytest.mark.parametrize(("text", "verb", "verb_class", "status"), VERBS)
def test_verbs(text: str, verb: str, verb_class: str, status: str | None, extract_text: Extract) -> None:
    (figure,) = extract_text(text, published_at=DAY).figures
    assert (figure.verb, figure.verb_class, figure.status) == (verb, verb_class, status)


def test_two_programmes_in_one_sentence(extract_text: Extract) -> None:
    text = "Japan set aside two billion yen for the Coast Guard Scheme (CGS) and one billion yen for the Rural Clinics Initiative."
    found = extract_text(text, published_at=DAY)
    assert [figure.programme for figure in found.figures] == ["Coast Guard Scheme", "Rural Clinics Initiative"]
    assert [(programme.name, programme.acronym) for programme in found.programmes] == [
        ("Coast Guard Scheme", "CGS"),
        ("Rural Clinics Initiative", None),
    ]


def test_what_else_denotes_a_programme(extract_text: Extract) -> None:
    text = "Korea's Lighthouse Aid Programme (LAP) began in 2020. The LAP is small. The programme has two boats."
    (programme,) = extract_text(text).programmes
    assert [text[start:end] for start, end in programme.mentions] == ["Lighthouse Aid Programme", "LAP", "LAP", "programme"]


ROLES = [
    ("list", "Two {} recipients – Palau and Fiji – were named.", {("PW", "recipient"), ("FJ", "recipient")}),
    ("before", "Palau and Fiji are recipients of the {}.", {("PW", "recipient"), ("FJ", "recipient")}),
    ("candidates", "Kenya was identified as a candidate for the {}.", {("KE", "candidate")}),
    ("not eligible", "Brunei, as a rich nation, does not qualify for the {}.", {("BN", "not_eligible")}),
    ("whose", "Niue, whose police are paid by New Zealand, does not qualify for the {}.", {("NU", "not_eligible")}),
    ("disqualified", "The {} has guidelines, which disqualifies Myanmar.", {("MM", "not_eligible")}),
    ("joining", "Jordan has asked to join the {} as a recipient.", {("JO", "candidate")}),
    ("no list", "Officials plan to have twelve recipients in the {}.", set()),
]


@pytest.mark.parametrize(("text", "roles"), [pytest.param(t, r, id=n) for n, t, r in ROLES])
def test_roles(text: str, roles: set[tuple[str, str]], extract_text: Extract) -> None:
    found = extract_text("The Island Cable Facility (ICF) lays cables. " + text.format("ICF"), published_at=DAY)
    assert {(role.iso_alpha2, role.role) for role in found.roles} == roles
    assert all(role.programme == "Island Cable Facility" for role in found.roles)


def test_a_count_that_disagrees_with_its_list(extract_text: Extract) -> None:
    found = extract_text("The Island Cable Facility (ICF) grew. Four ICF recipients – Palau, Fiji and Tonga – were named.")
    assert {(role.count, role.count_agrees) for role in found.roles} == {(4, False)}


def test_supposed_and_denied_roles(extract_text: Extract) -> None:
    text = "The Island Cable Facility (ICF) grew. If Myanmar were a recipient, it would help. Fiji is not a recipient of the ICF."
    flags = {role.iso_alpha2: (role.hypothetical, role.negated) for role in extract_text(text).roles}
    assert flags == {"MM": (True, False), "FJ": (False, True)}


def test_programmes_survive_msgpack(nlp: Language) -> None:
    doc = nlp("Korea's Lighthouse Aid Programme (LAP) began in 2020. The LAP is small.")
    copy = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert doc._.programmes
    assert (tuple(copy._.programmes), tuple(copy._.roles)) == (doc._.programmes, doc._.roles)


def gold(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ROOT / "fixtures" / "gold" / path).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("document", gold("figures.jsonl"), ids=lambda d: str(d["id"]))
def test_roles_of_the_traps(document: dict[str, Any], extract_text: Extract) -> None:
    found = extract_text(document["text"], published_at=DAY, publisher_country=document["publisher_country"])
    said = {(role.iso_alpha2, role.role) for role in found.roles if not role.hypothetical}
    assert said == {(role["iso2"], role["role"]) for role in document["roles"]}


def test_every_rule_is_measured(extract_text: Extract) -> None:
    measured = {(line["link"], line["rule"]) for line in reference.table("figure_rules")}
    for document in [*gold("seeds.jsonl"), *gold("figures.jsonl")]:
        found = extract_text(document["text"], published_at=date.fromisoformat(document["date"]))
        for figure in found.figures:
            rules = {"year": figure.year_rule, "payer": figure.payer_rule, "payee": figure.payee_rule}
            assert {(link, rule) for link, rule in rules.items() if rule} <= measured
        assert {("role", role.rule) for role in found.roles} <= measured


def test_the_seed_article(shared: Any, nlp: Language) -> None:
    """Fiscal years, payer and roles that an analyst must get without touching anything."""
    (line,) = (shared / "gold" / "seed.dev.jsonl").read_text(encoding="utf-8").splitlines()
    document = json.loads(line)
    found = next(extract([Article(text=document["text"], published_at=date(2026, 1, 1), publisher_country="SG")], nlp))
    assert {(int(f.value or 0) // 10**9, f.fiscal_year, f.payer) for f in found.figures if f.currency == "JPY"} == {
        (2, "FY2023", ("JP",)),
        (5, "FY2024", ("JP",)),
        (8, "FY2025", ("JP",)),
        (18, "FY2026", ("JP",)),
    }
    roles = {(role.iso_alpha2, role.role, role.fiscal_year) for role in found.roles}
    assert {code for code, role, year in roles if role == "recipient" and year == "FY2025"} == {
        "PG",
        "LK",
        "MY",
        "TO",
        "PH",
        "FJ",
        "TH",
        "ID",
    }
    assert {code for code, role, _ in roles if role == "candidate"} == {"KH", "VN", "LA"}
    assert {code for code, role, _ in roles if role == "not_eligible"} == {"SG", "BN", "MM"}
    assert {code for code, role, _ in roles if role == "donor"} == {"JP"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="Japan $5 million yen for to from the OSA (,–).\n", max_size=80))
def test_any_text_gives_one_figure_for_each_amount(text: str, extract_text: Extract) -> None:
    found = extract_text(text)
    assert [(f.start, f.end) for f in found.figures] == [(a.start, a.end) for a in found.amounts if a.kind == "money"]
