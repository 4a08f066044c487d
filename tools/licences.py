"""The licences of all that an installation brings with it, as a Markdown table; exit code 1 where one is not compatible.

Run where newstables is installed; docs/licences.md is made so::

    python -m tools.licences > docs/licences.md
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

import click
from packaging.requirements import Requirement

# Those whose metadata does not say: read from the licence file in the wheel.
TOLD_BY_FILE = {"currencyconverter": "Apache-2.0"}

_HEAD = """# Licences

What `pip install newstables` brings, by the packages' own metadata; made by `python -m tools.licences > docs/licences.md`.
`tests/test_licences.py` fails on a licence that binds what is built upon it (GPL, AGPL, SSPL and the like), and on one that
nobody states. Of several to choose from, the freest counts.

| package | licence |
| --- | --- |"""
_BINDING = re.compile(r"\b(?:A?GPL|GNU (?:Affero )?General Public|SSPL|BUSL|CC[- ]BY[- ](?:NC|ND)|Commons Clause)", re.IGNORECASE)


def brought_by(name: str, seen: set[str] | None = None) -> Iterator[Distribution]:
    """An installed package and all that it needs at run time, each once."""
    seen = set() if seen is None else seen
    try:
        found = distribution(name)
    except PackageNotFoundError:  # for another system or Python
        return
    if (key := found.metadata["Name"].lower().replace("_", "-")) in seen:
        return
    seen.add(key)
    yield found
    for line in found.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield from brought_by(requirement.name, seen)


def licences_of(package: Distribution) -> list[str]:
    """The licences of a package to choose from, or that hold together; empty where it states none."""
    about: Any = package.metadata  # a message, though it is typed as less
    name = about["Name"].lower()
    if expression := about.get("License-Expression"):
        return [expression]
    classified = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or () if line.startswith("License")]
    stated = (about.get("License") or TOLD_BY_FILE.get(name) or "").strip().splitlines()[:1]
    return [name for name in classified if name != "OSI Approved"] or stated


def is_compatible(licences: list[str]) -> bool:
    """Whether one of the licences to choose from binds nothing that is built upon the package."""
    choices = [choice for licence in licences for choice in re.split(r"\s+OR\s+", licence)]
    return any(not _BINDING.search(choice) for choice in choices)


def main() -> int:
    """Print the table."""
    packages = sorted(brought_by("newstables"), key=lambda package: package.metadata["Name"].lower())
    click.echo(_HEAD)
    for package in packages:
        click.echo(f"| {package.metadata['Name']} | {'; '.join(licences_of(package)) or 'not stated'} |")
    wrong = [package.metadata["Name"] for package in packages if not is_compatible(licences_of(package))]
    if wrong:
        click.echo(f"not compatible, or not stated: {', '.join(wrong)}", err=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
