"""The dataset: what others build on."""

from flows.publish.dataset import publish
from flows.publish.delta import publish_delta
from flows.publish.load import check, load

__all__ = ["check", "load", "publish", "publish_delta"]
