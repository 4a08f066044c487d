"""Review: the page on which people decide, and what their decisions give back."""
