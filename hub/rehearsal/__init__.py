"""A plan in a box: reads our claims and answers like a payer, by a scenario that is data.

It stands on the other side of the wire: it knows files and codes, never the hub's own judgement.
"""
