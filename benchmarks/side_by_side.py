"""What the comparisons with peers share: their arguments, the tools that are installed, and the table."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parent.parent

Tool = TypeVar("Tool")


def print_table(
    description: str,
    loaders: Mapping[str, Callable[[], Tool]],
    header: str,
    compare: Callable[[Path, dict[str, Tool]], Iterator[str]],
) -> None:
    """Compare tools on the gold files that the command line names, or on our own.

    Args:
        description: What the command does, for its help.
        loaders: What loads each tool; one that is not installed is said to be absent.
        header: Head of the table.
        compare: Gives one line a tool for a gold file.
    """
    arguments = argparse.ArgumentParser(description=description)
    arguments.add_argument("gold", nargs="*", type=Path)
    paths = arguments.parse_args().gold or sorted((ROOT / "fixtures" / "gold").glob("*.jsonl"))
    warnings.simplefilter("ignore")
    tools: dict[str, Tool] = {}
    for name, load in loaders.items():
        try:
            tools[name] = load()
        except ImportError as error:
            print(f"{name} is not installed: {error}")
    print(header)
    for path in paths:
        print("\n".join(compare(path, tools)), flush=True)
