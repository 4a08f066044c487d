"""What can go wrong in a way that the user can mend; the command line shows the message and no traceback."""

from __future__ import annotations


class NewstablesError(Exception):
    """Root of all of them. The message names the file or setting at fault, what is wrong and what to do."""

    exit_code = 1


class SettingsError(NewstablesError):
    """A setting has a value that cannot be used."""


class StoreError(NewstablesError):
    """The database cannot be opened or is not ours."""


class DocumentError(StoreError):
    """A document cannot be stored, for a reason of its own; others can."""


class GoldError(NewstablesError):
    """A gold file is not in the annotation format."""


class DatasetError(NewstablesError):
    """A published dataset cannot be read, or is damaged."""


class RunInterruptedError(NewstablesError):
    """The run was told to stop, and did."""

    exit_code = 130  # as a shell has it for a command that Ctrl-C ended


class WorkerLostError(NewstablesError):
    """Worker processes are killed, and no document does it."""


class ServerLostError(NewstablesError):
    """Prefect's server does not answer."""


class ScheduleError(NewstablesError):
    """A schedule is none, or there is no server to keep it."""
