"""What is true, and what may happen: facts, states, and the rules that decide; no I/O."""
