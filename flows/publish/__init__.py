"""The dataset: what others build on."""

from flows.publish.publish import publish

__all__ = ["publish"]
