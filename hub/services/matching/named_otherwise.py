"""What a payment says against the claim that a person names for it; the person decides."""

from collections.abc import Iterator

from adapters.edi.remittances.remittance import ClaimPayment
from domain.claims.claim_account import ClaimAccount
from domain.problem import Problem
from hub.lookups import CLAIM
from hub.services.matching.our_numbers import claim_numbers_in, line_of
from hub.services.matching.stated_members import stated_members
from hub.services.matching.stated_services import stated_line
from hub.store.log import FactLog


def named_otherwise(
    log: FactLog, payment: ClaimPayment, account: ClaimAccount, where: str
) -> Iterator[Problem]:
    """A number of another claim of ours, another member's number, days that the claim has not."""
    body = account.body
    controls = [r.value for p in payment.lines for r in p.references if r.qualifier == "6R"]
    by_line = [found[0] for control in controls if (found := line_of(control))]
    numbers = dict.fromkeys([*claim_numbers_in(payment.claim_number), *by_line])
    known = log.find_many(CLAIM, list(numbers))
    others = [number for number in numbers if number != body.number and known[number]]
    if others:
        yield _doubt("names-another-claim", f"the payment names {', '.join(others)}", where)
    (member,) = stated_members(log, [payment])
    if member.is_another_than(body.member_id):
        what = "the member number that the payment states is another's"
        yield _doubt("states-another-member", what, where)
    days = {day for each in payment.lines if (day := stated_line(payment, each).day)}
    if days and days.isdisjoint(line.service_on for line in account.lines.values()):
        what = "the payment is for days on which the claim bills nothing"
        yield _doubt("states-other-days", what, where)


def _doubt(code: str, what: str, where: str) -> Problem:
    return Problem(
        code=f"match.{code}",
        what=what,
        where=where,
        fix="look at it: hub remittance look; if the claim is not the one: hub remittance unmatch",
    )
