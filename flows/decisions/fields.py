"""What a person can correct in each table, what a field may hold, and the check of what they give.

These fields are also what a row *answers*: two rows say the same where they agree in them. What else a row has (its sentence,
dollars, names of countries) follows from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import isfinite
from typing import Any, Literal, get_args

from extractors import records
from extractors.reference import table as reference
from flows.errors import NewstablesError
from flows.tables.schema import BY_NAME

Row = dict[str, Any]
Problem = tuple[str, str]
"""A column and what is wrong with its value."""

Kind = Literal["text", "number", "integer", "boolean", "date", "choice", "country", "countries", "currency", "group"]


class DecisionError(NewstablesError):
    """A decision cannot be taken as it was given.

    Args:
        about: What was decided on.
        problems: All that is wrong with it, by column.
    """

    def __init__(self, about: str, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(f"{about}: " + "; ".join(f"{column} {problem}" if column else problem for column, problem in problems))


@dataclass(frozen=True, slots=True)
class Field:
    """A column that a person can correct.

    Attributes:
        name: The column.
        type: What it holds; ``countries`` are codes with commas between.
        choices: Values that it may have, each with its name for people; empty where any will do.
        required: Whether it must have a value.
    """

    name: str
    type: Kind
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False


_PLACE: dict[str, object] = {"start": "integer", "end": "integer"}
_YEAR: dict[str, object] = {"fiscal_year": "text", "fiscal_year_start": "date", "fiscal_year_end": "date"}

_KINDS: dict[str, dict[str, object]] = {
    "countries": _PLACE | {"iso_alpha2": "country", "form": records.CountryForm},
    "groups": _PLACE | {"code": "group"},
    "amounts": _PLACE
    | {"kind": records.AmountKind, "value": "number", "low": "number", "high": "number", "currency": "currency", "unit": "text"}
    | {"qualifier": records.Qualifier, "per": "text", "direction": records.Direction},
    "fiscal_years": _PLACE
    | {"label": "text", "start_date": "date", "end_date": "date", "period": records.Period, "iso_alpha2": "country"},
    "dates": _PLACE | {"start_date": "date", "end_date": "date"},
    "quotes": _PLACE
    | {"kind": records.QuoteKind, "speaker": "text", "anonymous": "boolean", "cue": "text"}
    | {"speaker_text": "text", "speaker_start": "integer", "speaker_end": "integer"},
    # What a figure says of the amount follows the amount: it is corrected there.
    "figures": _YEAR
    | {"payer": "countries", "payee": "countries", "payer_text": "text", "payee_text": "text", "programme": "text", "verb": "text"}
    | {"verb_class": records.VerbClass, "status": records.Status, "negated": "boolean"},
    "programmes": _PLACE | {"name": "text", "acronym": "text"},
    "roles": _PLACE
    | {"iso_alpha2": "country", "role": records.CountryRole, "programme": "text"}
    | _YEAR
    | {"negated": "boolean", "hypothetical": "boolean"},
}


def _field(table: str, name: str, kind: Any) -> Field:
    required = next(column.required for column in BY_NAME[table].columns if column.name == name)
    if not isinstance(kind, str):  # a Literal of the records
        return Field(name, "choice", tuple((value, value.replace("_", " ")) for value in get_args(kind)), required)
    lists = {"country": ("countries", "iso_alpha2"), "countries": ("countries", "iso_alpha2")}
    lists |= {"currency": ("currencies", "code"), "group": ("groups", "code")}
    file, key = lists.get(kind, ("", ""))
    choices = tuple(sorted(((row[key], row["name"]) for row in reference(file)), key=lambda pair: pair[1])) if file else ()
    return Field(name, kind, choices, required)  # type: ignore[arg-type]


FIELDS: dict[str, tuple[Field, ...]] = {
    table: tuple(_field(table, name, kind) for name, kind in kinds.items()) for table, kinds in _KINDS.items()
}
"""The fields of each table, in the order of a form."""


def answer(table: str, row: Mapping[str, Any]) -> Row:
    """What a row answers: its fields alone."""
    return {field.name: row.get(field.name) for field in FIELDS[table]}


# --- reading what a form or program gives -----------------------------------------------------------------------------


def read_values(table: str, given: Mapping[str, Any]) -> tuple[Row, list[Problem]]:
    """Values as their columns hold them.

    Args:
        table: The table.
        given: Values by column, as JSON has them or as text; empty text is none.

    Returns:
        The values, and what cannot be read.
    """
    fields = {field.name: field for field in FIELDS[table]}
    values: Row = {}
    problems = []
    for name, value in given.items():
        if name not in fields:
            problems.append((name, _not_a_field(table, name)))
            continue
        try:
            values[name] = _read(fields[name], value)
        except ValueError as error:
            problems.append((name, str(error)))
    return values, problems


def _not_a_field(table: str, name: str) -> str:
    if table == "figures" and any(column.name == name for column in BY_NAME["amounts"].columns):
        return "follows the amount: correct it there, in amounts"
    return f"cannot be corrected; what can be in {table}: {', '.join(field.name for field in FIELDS[table])}"


def _read(field: Field, value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        if field.required:
            raise ValueError("must have a value")
        return None
    return _READERS[field.type](field, value)


def _text(_field: Field, value: Any) -> str:
    text = str(value)
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("has a character that no database holds")
    return " ".join(text.split())


def _number(_field: Field, value: Any) -> float:
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        raise ValueError(f"{value!r} is no number") from None
    if not isfinite(number):
        raise ValueError(f"{value!r} is no number")
    return number


def _integer(field: Field, value: Any) -> int:
    number = _number(field, value)
    if number != int(number):
        raise ValueError(f"{value!r} is no whole number")
    return int(number)


def _boolean(_field: Field, value: Any) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    if str(value).lower() not in known:
        raise ValueError(f"{value!r} is neither true nor false")
    return known[str(value).lower()]


def _day(_field: Field, value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{value!r} is no day; a day is written 2026-04-01") from None


def _choice(field: Field, value: Any) -> str:
    if str(value) not in _values_of(field.choices):
        raise ValueError(f"{value!r} is none of {', '.join(choice for choice, _ in field.choices)}")
    return str(value)


def _code(field: Field, value: Any) -> str:
    what = {"country": "ISO 3166-1 alpha-2 code of a country", "countries": "ISO 3166-1 alpha-2 code of a country"}
    what |= {"currency": "ISO 4217 code of a currency", "group": "group of countries that is known"}
    code = str(value).strip().upper()
    if code not in _values_of(field.choices):
        raise ValueError(f"{value!r} is no {what[field.type]}")
    return code


def _codes(field: Field, value: Any) -> str:
    several = value if isinstance(value, (list, tuple)) else str(value).split(",")
    return ",".join(dict.fromkeys(_code(field, one) for one in several))


@cache
def _values_of(choices: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset(value for value, _ in choices)


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text, "number": _number, "integer": _integer, "boolean": _boolean, "date": _day, "choice": _choice,
    "country": _code, "currency": _code, "group": _code, "countries": _codes,
}  # fmt: skip


# --- what must hold between fields ------------------------------------------------------------------------------------


def problems_of(table: str, said: Row, text: str) -> list[Problem]:
    """What is wrong with an answer as a whole.

    Args:
        table: The table.
        said: Its fields, all of them.
        text: The document's text.
    """
    missing = [(field.name, "must have a value") for field in FIELDS[table] if field.required and said.get(field.name) is None]
    checks = [check(said) for check in _CHECKS.get(table, ())]
    return missing or [*_place_problems(said, text), *(problem for found in checks for problem in found)]


def _place_problems(said: Row, text: str) -> Iterator[Problem]:
    for start, end in (("start", "end"), ("speaker_start", "speaker_end")):
        first, last = said.get(start), said.get(end)
        if (first is None) != (last is None):
            yield start, f"and {end} go together"
        elif first is not None and last is not None:
            if not 0 <= first < last <= len(text):
                yield start, f"to {end} must be a range of the document's {len(text)} characters, not {first} to {last}"
            elif not text[first:last].strip():
                yield start, f"to {end} holds no words"


def _amount_problems(said: Row) -> Iterator[Problem]:
    value, low, high, currency = (said[name] for name in ("value", "low", "high", "currency"))
    if value is not None and (low is not None or high is not None):
        yield "value", "must be empty for a range, which has low and high"
    if low is not None and high is not None and low > high:
        yield "low", "is more than high"
    if currency is not None and said["kind"] != "money":
        yield "currency", "is for money only"


def _days_problems(start: str, end: str) -> Callable[[Row], Iterator[Problem]]:
    def check(said: Row) -> Iterator[Problem]:
        if (said[start] is None) != (said[end] is None):
            yield start, f"and {end} go together"
        elif said[start] is not None and said[start] > said[end]:
            yield start, f"is after {end}"

    return check


_CHECKS: dict[str, tuple[Callable[[Row], Iterator[Problem]], ...]] = {
    "amounts": (_amount_problems,),
    "fiscal_years": (_days_problems("start_date", "end_date"),),
    "dates": (_days_problems("start_date", "end_date"),),
    "figures": (_days_problems("fiscal_year_start", "fiscal_year_end"),),
    "roles": (_days_problems("fiscal_year_start", "fiscal_year_end"),),
}
