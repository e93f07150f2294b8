"""Questions to a plan and its answers: who is covered, where a claim is, what may be given."""
