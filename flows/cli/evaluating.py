"""The command that measures extraction against gold."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from flows.settings import installed_model, settings_from


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--predictions", type=click.Path(path_type=Path, dir_okay=False), help="Score this file of `extract --format jsonl` instead."
)
@click.option("--model", help="English spaCy pipeline, by name or path.")
@click.option("--floors", type=click.Path(path_type=Path, dir_okay=False), help="JSON file of the least full F1 by set and layer.")
@click.option("--raise-floors", is_flag=True, help="Move the floors up to what was reached; none is lowered.")
def evaluate(gold: Sequence[Path], predictions: Path | None, model: str | None, floors: Path | None, raise_floors: bool) -> None:
    """Precision, recall and F1 of each layer against gold in the annotation format.

    \b
    Example:
      newstables evaluate fixtures/gold/*.jsonl --floors fixtures/floors.json
    """  # noqa: D301
    from extractors.pipeline import load_pipeline
    from flows import evaluate as evaluation

    model = installed_model(settings_from({"model": model}))
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
