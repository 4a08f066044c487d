"""Time and memory that one document may take: one that is stuck, or unpacks without end, is ended, and its worker lives.

Both bounds hold in a process's main thread alone, which is where :mod:`flows.workers` and the commands read and extract, and
where the system has them (Linux; time on macOS, too).
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class TooSlowError(BaseException):
    """A document took longer than it may. No ``except Exception`` of a library on its way takes it for something else."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End what is done inside after some time.

    By the alarm signal. A timer that was set before goes on afterwards.

    Args:
        seconds: The time that it may take.

    Raises:
        TooSlowError: It took longer.
    """
    if not _in_main_thread() or not hasattr(signal, "setitimer"):
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


@contextmanager
def memory_limit(more: int) -> Iterator[None]:
    """Let what is done inside take so much more address space and none beyond, which raises ``MemoryError`` there.

    For readers: not for what allocates in C without looking whether it got anything.

    Args:
        more: How much, in bytes.
    """
    try:
        import resource

        taken = int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        yield
        return
    if not _in_main_thread():
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = taken + more
    resource.setrlimit(resource.RLIMIT_AS, (most if soft == resource.RLIM_INFINITY else min(soft, most), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
