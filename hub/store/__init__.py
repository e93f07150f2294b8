"""The log: sealed facts in one order, chained, never edited; and what commits with them."""
