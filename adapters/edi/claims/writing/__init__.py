"""The values of a claim to the segments of an 837P, loop by loop."""
