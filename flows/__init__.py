"""Everything around the extractors: reading, tables, storage, publishing, the command line, and Prefect on top."""
