"""The page in which people review what was extracted: a queue, the article with its marks, and a key for each decision."""

from flows.review.page.app import create_app
from flows.review.page.serve import address_of, bound, serve, token_for

__all__ = ["address_of", "bound", "create_app", "serve", "token_for"]
