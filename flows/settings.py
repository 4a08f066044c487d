"""Settings: from the command line, then ``NEWSTABLES_*`` variables, then ``newstables.toml``, then defaults."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import unquote

from extractors import DEFAULT_MODEL
from flows.errors import SettingsError
from flows.limits import Limits

FILE = Path("newstables.toml")

NearDuplicates = Literal["keep", "skip"]
"""Whether a document that repeats another is in the dataset, and so in all counts made from it; the database has it anyway."""

_PASSWORD = re.compile(r"(?P<before>[\w+]+://[^:/?@]*):(?P<password>[^@]+)(?P<after>@.*)", re.S)
_PASSWORD_ELSEWHERE = re.compile(r"[\w+]+://([^/?]*@[^/?]*@|[^?]*\?(.*&)?(ssl)?password=)", re.S)


@dataclass(frozen=True, slots=True)
class Settings(Limits):
    """What a run needs to know, its limits among it (:class:`Limits`).

    Attributes:
        output: Folder of the database and the dataset.
        database: URL or path of the database. It holds no password: settings are shown, logged and sent to Prefect's server.
        model: Name or path of the spaCy model.
        workers: Processes that extract at the same time.
        dask: Address of a Dask scheduler whose workers extract instead.
        reject_share: Share of rejects, 0 to 1, above which a run raises an alarm.
        near_duplicates: ``keep`` documents that repeat another in the dataset, or ``skip`` them.
        log: ``text``, or ``json`` for one object a line on standard error.
    """

    output: Path = Path("output")
    database: str = "output/newstables.db"
    model: str = DEFAULT_MODEL
    workers: int = 1
    dask: str | None = None
    reject_share: float = 0.2
    near_duplicates: NearDuplicates = "keep"
    log: str = "text"

    def __post_init__(self) -> None:
        if _PASSWORD.match(self.database) or _PASSWORD_ELSEWHERE.match(self.database):
            raise SettingsError(
                "database: its URL shows a password; leave it out, and give it as PGPASSWORD or in ~/.pgpass (in a URL on the "
                "command line, write the characters : / ? @ of a password as %3A %2F %3F %40)"
            )

    @property
    def dataset(self) -> Path:
        """Folder of the published dataset."""
        return self.output / "dataset"

    @property
    def limits(self) -> Limits:
        """What is taken on at most, without the rest."""
        return Limits(**{field.name: getattr(self, field.name) for field in fields(Limits)})

    def anywhere(self) -> Settings:
        """The same with paths that hold for a worker in another working directory, too."""
        database = self.database if "://" in self.database else str(Path(self.database).absolute())
        return replace(self, output=self.output.absolute(), database=database)


def settings_from(options: Mapping[str, Any], environment: Mapping[str, str] = os.environ, file: Path = FILE) -> Settings:
    """Settings for one command.

    Args:
        options: What was given on the command line; ``None`` means not given.
        environment: Where ``NEWSTABLES_OUTPUT`` and the like are looked up.
        file: The settings file; it need not exist.

    Raises:
        SettingsError: The file is not TOML, or a setting is unknown or of the wrong kind.
    """
    names = [field.name for field in fields(Settings)]
    from_file = _read(file)
    unknown = set(from_file) - set(names)
    if unknown:
        raise SettingsError(f"{file}: unknown setting {sorted(unknown)[0]!r}; the settings are {', '.join(names)}")
    from_environment = {
        name: environment[f"NEWSTABLES_{name.upper()}"] for name in names if f"NEWSTABLES_{name.upper()}" in environment
    }
    given = {name: value for name, value in options.items() if value is not None}
    values = from_file | from_environment | given
    values.setdefault("database", Path(values.get("output", "output")) / "newstables.db")
    values["database"] = _without_password(str(values["database"]))
    return Settings(**{name: _converted(name, value) for name, value in values.items()})


def _without_password(database: str) -> str:
    """The address without its password, which goes where PostgreSQL's own programs, and worker processes, look for it."""
    address = _PASSWORD.fullmatch(database)
    if address is None:
        return database
    os.environ["PGPASSWORD"] = unquote(address["password"])
    return address["before"] + address["after"]


def make_output_folder(settings: Settings) -> None:
    """Make the output folder where it is missing.

    Raises:
        SettingsError: It cannot be made, or nothing can be written into it.
    """
    try:
        settings.output.mkdir(parents=True, exist_ok=True)
        fault = "" if os.access(settings.output, os.W_OK | os.X_OK) else "it is read-only"
    except OSError as error:
        fault = error.strerror or type(error).__name__
    if fault:
        raise SettingsError(f"{settings.output}: cannot be used for output ({fault}); name another folder with --output")


def installed_model(settings: Settings) -> str:
    """The name or path of the model.

    Raises:
        SettingsError: There is no such package and no such folder.
    """
    model = settings.model
    if not Path(model).exists() and not (model.isidentifier() and find_spec(model)):
        raise SettingsError(
            f"model {model!r}: no such package or folder; pip install it, or give the path of an English spaCy pipeline"
        )
    return model


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: cannot be read as TOML: {error}") from None


def _yes_or_no(value: Any) -> bool:
    return value if isinstance(value, bool) else {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]


_Kind = tuple[Callable[[Any], Any], Callable[[Any], bool], str]
_LIMIT: _Kind = (int, lambda most: most >= 1, "a whole number from 1 on")
_KINDS: dict[str, _Kind] = {field.name: _LIMIT for field in fields(Limits)} | {
    "max_nesting": (int, lambda most: 1 <= most <= 250, "a whole number from 1 to 250, for XML ends at 256 levels"),
    "private_addresses": (_yes_or_no, lambda _: True, "true or false"),
    "output": (Path, lambda _: True, "a folder"),
    "workers": (int, lambda workers: workers >= 1, "a whole number from 1 on"),
    "reject_share": (float, lambda share: 0 <= share <= 1, "a number from 0 to 1"),
    "near_duplicates": (str, lambda choice: choice in get_args(NearDuplicates), "keep or skip"),
    "log": (str, lambda style: style in ("text", "json"), "text or json"),
}
"""What makes a setting's value, what must hold for it, and what to tell the user; others are text."""


def _converted(name: str, value: Any) -> Any:
    convert, holds, wanted = _KINDS.get(name, (str, lambda _: True, "text"))
    try:
        converted = convert(value)
    except (TypeError, ValueError, KeyError):
        converted = None
    if converted is None or not holds(converted):
        raise SettingsError(f"{name} is {value!r}; give {wanted}")
    return converted
