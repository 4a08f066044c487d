"""Which scheduled runs still have work to do when their turn comes late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

CatchUp = Literal["one", "all", "none"]
"""What becomes of runs that were missed: one run makes up for all of them, each is made up for, or none is."""

_LATE = timedelta(minutes=2)  # a worker looks for runs every few seconds and takes some to start one


def reason_to_leave_out(catch_up: CatchUp, due: datetime, now: datetime, last_run: datetime | None) -> str | None:
    """Say why a run is to be left out.

    Args:
        catch_up: The policy.
        due: When it was to run.
        now: The time.
        last_run: When the last completed run over the same sources began; one that began in the future, by a clock that has been
            set back since, says nothing.

    Returns:
        A sentence, or ``None`` for a run that is to go on.
    """
    if catch_up == "one" and last_run is not None and due < last_run <= now:
        return f"a run that began at {last_run:%H:%M:%S}, after this one's time, has done its work"
    if catch_up == "none" and now - due > _LATE:
        return f"its time was {due:%Y-%m-%d %H:%M:%S}, and missed runs are not caught up"
    return None
