"""Every table and its columns, written down once: the database, the Parquet files and ``datapackage.json`` are made from here."""

from __future__ import annotations

from flows.tables.columns import Column, Table


def _text(name: str, description: str, *, required: bool = False, references: str | None = None) -> Column:
    return Column(name, "text", description, required, references)


REVIEW_STATUSES = ("unreviewed", "accepted", "rejected", "corrected", "added")
"""A rejected row is wrong, and kept so that nobody takes it for one that was never found; sums leave it out."""

_DOCUMENT = _text("document_id", "The document that it stands in", required=True, references="documents.document_id")

_MENTION = (
    _text("mention_id", "Id of this row, made from its document, table and place", required=True),
    _DOCUMENT,
    Column("start", "integer", "Offset of its first character in documents.text", required=True, unit="code points"),
    Column("end", "integer", "Offset after its last character", required=True, unit="code points"),
    _text("text", "The very words: documents.text from start to end", required=True),
    _text("sentence", "The sentence that it starts in, white space evened out", required=True),
    _text("block_role", "Role of its paragraph: headline, byline, caption, summary, body or boilerplate", required=True),
    _text("rule", "Rule or model that found and resolved it", required=True),
    Column("confidence", "number", "Share of such rows that were right on gold data, 0 to 1", required=True),
    Column("review_status", "text", f"What a person decided: {', '.join(REVIEW_STATUSES)}", required=True, default="unreviewed"),
)


def _mentions(name: str, description: str, *columns: Column) -> Table:
    return Table(name, description, (*_MENTION, *columns))


_USD = Column("value_usd", "number", "The amount in US dollars of the document's day; empty where no rate is known", unit="USD")
_VALUE = (
    Column("value", "number", "In units (18100000000, not 18.1), exact to 15 digits; empty for a range and for a vague amount"),
    Column("low", "number", "Lower end of a range, in units"),
    Column("high", "number", "Upper end of a range, in units"),
    _text("currency", "ISO 4217 code, for money"),
)

TABLES: tuple[Table, ...] = (
    Table(
        "documents",
        "One document that was read",
        (
            _text("document_id", "Id made from its source and its text", required=True),
            _text("source", "Path or URL that it was read from, with # and the record in a file of many", required=True),
            _text("title", "Headline"),
            Column("publisher", "text", "Who published it", looked_up=True),
            Column("publisher_country", "text", "ISO 3166-1 alpha-2 code of the publisher's country", looked_up=True),
            Column("published_at", "date", "Day of publication; empty where unknown", looked_up=True),
            _text("date_method", "Where that day was found: given, json-ld, meta, url or text"),
            Column("modified_at", "date", "Day of its last change, where the source tells"),
            _text("author", "Byline"),
            _text("language", "ISO 639-1 code"),
            _text("url", "Canonical address"),
            _text(
                "focus_countries", "Countries that the story is about, most central first: ISO alpha-2 codes with commas between"
            ),
            _text("notes", "What was mended or left out in reading, one sentence a line"),
            _text(
                "near_duplicate_of", "The first document with nearly the same text, by its document_id; empty for that one itself"
            ),
            _text("text", "The text as it was read; all offsets point into it", required=True),
            _text("content_hash", "SHA-256 of the text and what the source says about it", required=True),
            _text("fingerprint", "Version of package, model, reference data and settings that extracted it", required=True),
            _text("run_id", "The run that wrote it and its rows", required=True, references="runs.run_id"),
        ),
    ),
    Table(
        "blocks",
        "One paragraph of a document",
        (
            _text("block_id", "Id of this row", required=True),
            _DOCUMENT,
            Column("number", "integer", "Its place in reading order, from 1", required=True),
            Column("start", "integer", "Offset of its first character in documents.text", required=True, unit="code points"),
            Column("end", "integer", "Offset after its last character", required=True, unit="code points"),
            _text("role", "headline, byline, caption, summary, body or boilerplate", required=True),
            Column("page", "integer", "Page that it stands on, from 1"),
            Column("box_left", "number", "Left edge on the page", unit="points"),
            Column("box_top", "number", "Upper edge, from the top of the page", unit="points"),
            Column("box_right", "number", "Right edge", unit="points"),
            Column("box_bottom", "number", "Lower edge, from the top of the page", unit="points"),
        ),
    ),
    Table(
        "sketches",
        "A sample of one document's phrases, by which documents with nearly the same text are found",
        (_DOCUMENT, _text("sketch", "Hashes of the phrases, as base64", required=True)),
        published=False,
    ),
    _mentions(
        "countries",
        "One mention of a country or territory",
        _text("iso_alpha2", "ISO 3166-1 alpha-2 code, or XK for Kosovo", required=True),
        _text("iso_alpha3", "ISO 3166-1 alpha-3 code, or XKX", required=True),
        _text("name", "Its usual English name", required=True),
        _text("form", "name, demonym, metonym, place or in_name", required=True),
    ),
    _mentions(
        "groups",
        "One mention of a group of countries",
        _text("code", "Its usual short name, such as ASEAN", required=True),
        _text("members", "Its members on the document's day: ISO alpha-2 codes with commas between"),
    ),
    _mentions(
        "amounts",
        "One amount of money, percentage or count",
        _text("kind", "money, percent or count", required=True),
        *_VALUE,
        Column("decimals", "integer", "Decimals of the number as the text writes it: 1 for 18.1 billion, 2 for $12.50"),
        _text("unit", "What is counted"),
        _text("qualifier", "about, more_than, less_than, at_least or at_most"),
        _text("per", "What it is a rate of, such as barrel or year"),
        _text("direction", "up or down for a change by it, from or to for the ends of a change"),
        _text("equivalent_of", "The amount that this one converts", references="amounts.mention_id"),
        Column("equivalence_suspect", "boolean", "The two sides of a conversion differ by more than 15% at that day's rate"),
        _USD,
        Column("usd_rate", "number", "US dollars for one unit of the currency, as used for value_usd", unit="USD"),
        Column("usd_rate_date", "date", "Day of that rate"),
        _text("usd_rate_source", "Whose rate it is or, where there is none, why not"),
    ),
    _mentions(
        "fiscal_years",
        "One mention of a fiscal year, of a part of one or of several",
        _text("label", "The year as its country writes it, such as FY2025-26"),
        Column("start_date", "date", "First day; empty where the calendar is not known"),
        Column("end_date", "date", "Last day"),
        _text("period", "year, half, quarter or range", required=True),
        _text("iso_alpha2", "Country whose calendar it follows; empty for a company's own"),
        _text("resolution", "How the days were found: explicit, deictic, anaphoric, ordinal, text or unresolved", required=True),
    ),
    _mentions(
        "dates",
        "One calendar expression that is not a fiscal year",
        Column("start_date", "date", "First day", required=True),
        Column("end_date", "date", "Last day", required=True),
    ),
    Table(
        "speakers",
        "One person or body that speaks in a document",
        (
            _text("speaker_id", "Id of this row", required=True),
            _DOCUMENT,
            _text("name", "Fullest name, or description of an unnamed one, that the document gives", required=True),
            _text("name_key", "The name for joining over documents: NFC, case folded, single spaces"),
            _text("title", "What goes with the name"),
            _text("affiliation", "Body that the speaker belongs to, as named"),
            _text("iso_alpha2", "Country that the document ties the speaker to"),
            Column("anonymous", "boolean", "Whether the document leaves the speaker unnamed", required=True),
            _text("behalf", "For an unnamed one, what the text says of why or for whom it speaks"),
        ),
    ),
    _mentions(
        "quotes",
        "One stretch of words that someone is said to have uttered or written",
        _text("kind", "direct (between marks) or indirect (a reported clause)", required=True),
        _text("cue", "The reporting word, as it stands"),
        _text("cue_lemma", "Its dictionary form"),
        _text("cue_class", "neutral, claim, promise, denial or warning"),
        _text("speaker_id", "Who said it", references="speakers.speaker_id"),
        _text("speaker", "Name of who said it, as in speakers"),
        _text("speaker_text", "Words of the attribution that denote the speaker"),
        Column("speaker_start", "integer", "Offset of those words", unit="code points"),
        Column("speaker_end", "integer", "Offset after them", unit="code points"),
        Column("anonymous", "boolean", "Whether the speaker is unnamed", required=True),
        Column("paragraph", "integer", "Number of its paragraph, as in blocks"),
        _text("countries", "Countries mentioned inside it: ISO alpha-2 codes with commas between"),
        _text("amount_ids", "Amounts inside it: their ids with commas between"),
        _text("fiscal_year_ids", "Fiscal years inside it: their ids with commas between"),
    ),
    _mentions(
        "figures",
        "One amount of money, tied to what the text says about it",
        _text("amount_id", "The amount itself", required=True, references="amounts.mention_id"),
        *_VALUE,
        _USD,
        _text("fiscal_year", "Label of the fiscal year that it belongs to"),
        Column("fiscal_year_start", "date", "First day of that year"),
        Column("fiscal_year_end", "date", "Last day of that year"),
        _text("payer", "Countries whose money it is: ISO alpha-2 codes with commas between"),
        _text("payee", "Countries that it goes to: ISO alpha-2 codes with commas between"),
        _text("payer_text", "The payer in the text's own words: a ministry, a company, a fund"),
        _text("payee_text", "The payee likewise"),
        _text("programme", "Programme, purpose or body that it is for, as named"),
        _text("verb", "Lemma of the verb that governs it"),
        _text("verb_class", "Kind of act: allocate, pledge, request, spend, lend, owe, cut, earn, cost, trade, fine or change"),
        _text("direction", "up or down for a change by it, from or to for the ends of a change"),
        _text("status", "How far the money has got: planned, requested, approved or spent"),
        Column("negated", "boolean", "The text says that this did not happen"),
        *(
            column
            for link, what in (("year", "the fiscal year"), ("payer", "the payer"), ("payee", "the payee"))
            for column in (
                _text(f"{link}_rule", f"What tied {what} to it; empty where nothing did"),
                Column(f"{link}_confidence", "number", "Share of such links that were right on gold data, 0 to 1; empty likewise"),
            )
        ),
    ),
    _mentions(
        "programmes",
        "One scheme, fund or kind of aid that a document names, at the first mention of its fullest name",
        _text("name", "Its fullest name", required=True),
        _text("acronym", "Its abbreviation, where the document has one"),
        _text("mentions", "All that denotes it, as START-END with commas between: offsets in documents.text"),
    ),
    _mentions(
        "roles",
        "What one country is in a programme, at the mention of the country",
        _text("iso_alpha2", "ISO 3166-1 alpha-2 code of the country", required=True),
        _text("role", "donor, recipient, candidate, not_eligible, partner or concern", required=True),
        _text("programme_id", "The programme; empty where the text names none", references="programmes.mention_id"),
        _text("programme", "Its name, as in programmes"),
        _text("fiscal_year", "Label of the fiscal year for which it is said"),
        Column("fiscal_year_start", "date", "First day of that year"),
        Column("fiscal_year_end", "date", "Last day of that year"),
        Column("negated", "boolean", "The text denies it", required=True),
        Column("hypothetical", "boolean", "The text only supposes it", required=True),
        Column("count", "integer", "How many countries the sentence says there are", unit="countries"),
        Column("count_agrees", "boolean", "Whether it names as many; empty without a count"),
        Column("evidence_start", "integer", "Offset of the sentence that says so", required=True, unit="code points"),
        Column("evidence_end", "integer", "Offset after it", required=True, unit="code points"),
    ),
    Table(
        "rejects",
        "One source that could not be used",
        (
            _text("reject_id", "Id of this row", required=True),
            _text("source", "Path or URL", required=True),
            _text("stage", "discover, read, extract or store", required=True),
            _text("reason", "What is wrong and what to do", required=True),
            _text("run_id", "The run that first met it", required=True, references="runs.run_id"),
        ),
    ),
    Table(
        "reviews",
        "One decision of a person about a row; appended, never changed, and kept when the document is read anew",
        (
            _text("review_id", "Id of this row", required=True),
            Column("source", "text", "Path or URL of the document, by which the decision outlives its rows", looked_up=True),
            Column("document_id", "text", "The document as it was then", looked_up=True),
            _text("table_name", "Table that the decision is about", required=True),
            _text("mention_id", "Row that it is about", required=True),
            _text("decision", "accept, reject, correct, add, flag, comment or undo", required=True),
            _text("undoes", "The decision that this one takes back, by its review_id"),
            _text("before", "The row as the reviewer saw it, as JSON"),
            _text("machine", "What the machine said of it then, as JSON; empty where that is what the reviewer saw"),
            _text("after", "Corrected or added values, as JSON"),
            _text("prefix", "The words before it, by which it is found again in a changed text"),
            _text("suffix", "The words after it"),
            _text("reviewer", "Who decided", required=True),
            Column("decided_at", "datetime", "When", required=True),
            _text("run_id", "The run that had written the row"),
            _text("comment", "What the reviewer noted"),
        ),
    ),
    Table(
        "review_states",
        "One row that is not as the machine made it, or that a person has decided on: what follows from the decisions so far",
        (
            _text("mention_id", "The row", required=True),
            _DOCUMENT,
            _text("table_name", "Its table", required=True),
            _text(
                "status",
                "Its review_status; unreviewed for one that only follows another, as a figure does its amount",
                required=True,
            ),
            Column(
                "second_look",
                "text",
                "Why to look again: flagged, reviewers_differ, machine_differs or machine_lost",
                looked_up=True,
            ),
            _text("reviewers", "Who has decided, with commas between"),
            _text("review_id", "The decision that holds"),
            Column("decided_at", "datetime", "When it was taken"),
            _text("machine", "The row as the machine makes it now, as JSON; empty where it finds none"),
        ),
    ),
    Table(
        "runs",
        "One run",
        (
            _text("run_id", "Id of this row", required=True),
            Column("started_at", "datetime", "When it began", required=True),
            Column("ended_at", "datetime", "When it ended; empty while it runs or where it was killed"),
            _text("status", "running, completed, failed, interrupted, or imported with a dataset", required=True),
            _text("sources", "What it was asked to read, as a JSON list", required=True),
            _text("fingerprint", "Version of package, model, reference data and settings", required=True),
            Column("documents_new", "integer", "Documents written for the first time", unit="documents"),
            Column("documents_changed", "integer", "Documents whose rows were replaced", unit="documents"),
            Column("documents_unchanged", "integer", "Documents that were skipped", unit="documents"),
            Column("documents_rejected", "integer", "Sources that could not be used", unit="sources"),
            Column("sources_found", "integer", "Files, pages and streams that were found", unit="sources"),
            Column("rejected_discover", "integer", "Of the rejected, those that could not be found or split", unit="sources"),
            Column("rejected_read", "integer", "Of the rejected, those that could not be read", unit="sources"),
            Column("rejected_extract", "integer", "Of the rejected, those on which extraction failed", unit="sources"),
            Column("rejected_store", "integer", "Of the rejected, those that the database would not take", unit="sources"),
            Column("documents_published", "integer", "Documents in the dataset that it wrote; empty if it wrote none"),
            Column("seconds", "number", "How long it took", unit="seconds"),
            _text("process", "Host, process id and start of the process that runs it"),
            _text("error", "Why it did not complete"),
        ),
        published=False,
    ),
    Table(
        "shards",
        "How far a run is with one share of its work; written with each batch of documents",
        (
            _text("shard_id", "Id of this row", required=True),
            _text("run_id", "The run", required=True, references="runs.run_id"),
            Column("number", "integer", "Its place among the run's shards, from 1", required=True),
            Column("updated_at", "datetime", "When its last batch was written", required=True),
            Column("records", "integer", "Records that were dealt with", required=True),
            *(
                Column(outcome, "integer", "As in runs", required=True)
                for outcome in (
                    "documents_new",
                    "documents_changed",
                    "documents_unchanged",
                    "rejected_read",
                    "rejected_extract",
                    "rejected_store",
                )
            ),
        ),
        published=False,
    ),
    Table(
        "changes",
        "One row that differs between the publication before and this one; none in a first publication",
        (
            _text("change_id", "Id of this row", required=True),
            _text("table_name", "Table of the row that differs", required=True),
            _text("row_id", "Its primary key", required=True),
            _text("document_id", "Its document, if it has one; a removed row's may be gone"),
            _text("source", "Path or URL of that document, or of the reject"),
            _text("change", "added, changed or removed", required=True),
            _text(
                "reason",
                "new_document, changed_document (its text, or what is known about it), removed_document, new_pipeline, review, "
                "reject (a source turned out unusable, or usable), near_duplicate (another document repeats it, or it another) or "
                "new_run (none of these)",
                required=True,
            ),
            _text("columns", "For a changed row, the columns that differ, with commas between"),
        ),
        stored=False,
    ),
)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
