"""A limit of time for one document: a stuck one is ended, and its worker lives."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class TooSlowError(BaseException):
    """A document took longer than it may. No ``except Exception`` of a library on its way takes it for something else."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End what is done inside after some time.

    By the alarm signal, so only in a process's main thread and where there is one (not on Windows, nor in Dask's worker
    threads): elsewhere there is no limit. A timer that was set before, such as Prefect's for a task, goes on afterwards.

    Args:
        seconds: The time that it may take.

    Raises:
        TooSlowError: It took longer.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def end(_signal: int, _frame: object) -> None:
        raise TooSlowError(f"more than {seconds:g} seconds")

    began = time.monotonic()
    handler = signal.getsignal(signal.SIGALRM)
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    if 0 < left <= seconds:  # what was set before ends this too, and is not ours to catch
        yield
        return
    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - began), 0.001))
