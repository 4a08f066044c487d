"""What can go wrong in a way that the user can mend; the command line shows the message and no traceback."""

from __future__ import annotations


class NewstablesError(Exception):
    """Root of all of them. The message names the file or setting at fault, what is wrong and what to do."""


class SettingsError(NewstablesError):
    """A setting has a value that cannot be used."""


class StoreError(NewstablesError):
    """The database cannot be opened or is not ours."""


class GoldError(NewstablesError):
    """A gold file is not in the annotation format."""
