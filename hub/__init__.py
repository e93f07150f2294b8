"""How it runs: the parts are chosen, wired, and driven by commands."""
