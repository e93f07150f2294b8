"""The same tree again, as proof."""
