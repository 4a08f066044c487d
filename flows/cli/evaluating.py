"""The command that measures extraction against gold, or by what reviewers decided."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from flows.cli.common import options, store_of
from flows.settings import installed_model, settings_from


@click.command()
@click.argument("gold", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--predictions", type=click.Path(path_type=Path, dir_okay=False), help="Score this file of `extract --format jsonl` instead."
)
@click.option("--floors", type=click.Path(path_type=Path, dir_okay=False), help="JSON file of the least full F1 by set and layer.")
@click.option("--raise-floors", is_flag=True, help="Move the floors up to what was reached; none is lowered.")
@click.option("--reviews", is_flag=True, help="Instead of gold: how often reviewers found it right, and how far they agree.")
@options
def evaluate(
    gold: Sequence[Path], predictions: Path | None, floors: Path | None, raise_floors: bool, reviews: bool, **given: Any
) -> None:
    """Precision, recall and F1 of each layer against gold in the annotation format, or precision by what reviewers decided.

    \b
    Examples:
      newstables evaluate fixtures/gold/*.jsonl --floors fixtures/floors.json
      newstables evaluate --reviews --output output
    """  # noqa: D301
    if bool(gold) == reviews:
        raise click.UsageError("Name gold files, or give --reviews for what reviewers decided.")
    if reviews:
        _report_reviews(given)
        return
    from extractors.pipeline import load_pipeline
    from flows import evaluate as evaluation

    model = installed_model(settings_from({"model": given["model"]}))
    nlp = load_pipeline(model)
    reached = {evaluation.set_name(path): evaluation.evaluate(path, nlp, predictions) for path in gold}
    for name, scores in reached.items():
        click.echo(evaluation.score_table(name, scores))
    if floors is not None:
        held = json.loads(floors.read_text(encoding="utf-8")) if floors.exists() else {}
        fallen = list(evaluation.below({name: held[name] for name in reached if name in held}, reached))
        for sentence in fallen:
            click.echo(f"newstables: {sentence}", err=True)
        if raise_floors:
            floors.write_text(json.dumps(evaluation.raised(held, reached), indent=1) + "\n", encoding="utf-8")
        if fallen:
            sys.exit(1)


def _report_reviews(given: dict[str, Any]) -> None:
    from flows.review.agreement import agreement, agreement_table
    from flows.review.precision import precision_table, tallies
    from flows.review.verdicts import verdicts

    with store_of(settings_from(given)) as store:
        found = list(verdicts(store))
        if not found:
            click.echo(f"{store.display}: no decisions yet; newstables review is where they are taken", err=True)
            return
    for by, counts in tallies(found).items():
        click.echo(precision_table(by, counts) + "\n")
    click.echo(agreement_table(agreement(found)))
