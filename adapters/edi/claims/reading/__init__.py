"""The parts of an 837P, loop by loop, to the values of a claim."""
