"""What persons decide about rows: the log, what it makes of a document, and what may be corrected. No database here."""

from flows.decisions.fields import FIELDS, DecisionError, Field, answer
from flows.decisions.log import JUDGEMENTS, Decision, Review, review_of
from flows.decisions.replay import DECIDED_TABLES, REVIEWED_TABLES, Replayed, as_extracted, replay, reviewers_differ
from flows.decisions.years import fiscal_year_choices

__all__ = [
    "DECIDED_TABLES", "FIELDS", "JUDGEMENTS", "REVIEWED_TABLES", "Decision", "DecisionError", "Field", "Replayed", "Review",
    "answer", "as_extracted", "fiscal_year_choices", "replay", "review_of", "reviewers_differ",
]  # fmt: skip
