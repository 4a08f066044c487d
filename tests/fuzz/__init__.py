"""Fuzzing: what arbitrary input must not break, and where such input comes from."""
