"""Care beside every source that pays for it: cost, funds, draws, gaps, the public page."""
