"""By what a payment was told to be about its claim, or where it waits, in plain words."""

from domain.claims.claim_facts import Told

_BY = {  # by the words of hub/services/matching/matches.py
    "send-number": "our claim number in CLP01",
    "send-number-in-text": "our claim number inside a longer text in CLP01",
    "line-control-number": "our line number in REF 6R",
    "payer-control-number": "the plan's own claim number",
    "send-number-without-check": "our claim number in CLP01, without its last character",
    "claim-number-alone": "the first eleven characters of our claim number",
    "services": "the services, days and charges that it pays",
    "account-number": "our claim number in the reference of the PLB",
    "account-date-and-claim-number": "our claim number, a day and more in the reference of the PLB",
    "account-number-and-date": "our claim number and a day in the reference of the PLB",
    "claim-number": "the claim's short number in the reference of the PLB",
    "payer-control-number-and-date": "the plan's own claim number and a day in the reference of "
    "the PLB",
    "person": "a person",
    "stated-beside": "its amount, which claims of the same notice state themselves",
}
_LINES_BY = {
    "line-control-number": "our line number in REF 6R",
    "services": "service, day and charge",
    "in-parts": "parts that add up to the line",
    "joined": "lines paid together",
    "charge": "the claim's charge alone",
}
_BOTH = ("send-number", "line-control-number")  # as most are: in one line of the screen
_WAITS = {
    "unmatched-claim": "no claim of ours is certain",
    "claim-out-of-balance": "its amounts do not add up",
    "claim-not-taken": "our claim could not take it",
    "paid-twice": "it was paid twice",
    "plb-unknown": "a provider adjustment with a code that nobody knows",
}


def told_words(told: Told) -> str:
    """How a payment was told to be about its claim, its lines too where they say more."""
    if (told.by, *dict.fromkeys(told.lines)) == _BOTH:
        return f"by our numbers in CLP01 and REF 6R ({told.score} of 100)"
    # a word of an older release is shown as it was kept
    lines = [_LINES_BY.get(each, each) for each in dict.fromkeys(told.lines)]
    beside = f"; its lines by {', '.join(lines)}" if lines else ""
    return f"by {_BY.get(told.by, told.by)} ({told.score} of 100){beside}"


def waits_words(account: str, *, by_code: bool = False) -> str:
    """Why money is where no claim took it, with the account that it is at.

    `by_code` where the code of a provider adjustment alone says so.
    """
    name, _, reason = account.partition(":")
    if by_code:
        whose = "the hub's own by its code" if name == "hub-own" else "carried"
        return f"{whose} ({account})"
    if name == "hub-own":
        return f"the hub's own, as a person said ({account})"
    if name != "suspense":
        return f"with no claim, at {account}"
    adjustment = f"no claim is known for this adjustment, {reason.removeprefix('plb-').upper()}"
    why = _WAITS.get(reason) or (adjustment if reason.startswith("plb-") else reason)
    return f"waits: {why} ({account})"
