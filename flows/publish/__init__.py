"""The dataset: what others build on."""

from flows.publish.dataset import is_current, publish
from flows.publish.delta import publish_delta
from flows.publish.load import check, load

__all__ = ["check", "is_current", "load", "publish", "publish_delta"]
