"""Claims of the generated years, opened under the terms of their day and sent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from random import Random

from domain.agreements.contract import Agreement
from domain.agreements.terms import ByTheMonth
from domain.claims.claim import CLAIM, OpenClaim, SubmitClaim
from domain.claims.claim_facts import ClaimBody
from domain.identifiers import (
    BatchId,
    ClaimId,
    Diagnosis,
    EncounterId,
    MemberId,
    PlaceOfService,
    claim_number,
    send_number,
)
from domain.period import Month
from domain.service_line import Service, ServiceLine
from hub.handler import Ask, certain
from hub.wiring import Hub
from ops.second.world import CONTACT, MONTH, VISITS, Contracts, agreement_on

FILING_DAYS = 400
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Billed:
    """A claim as it was billed; `number` and `sent_as` are what plans are to echo."""

    body: ClaimBody

    @property
    def number(self) -> str:
        """The claim's number for people."""
        return self.body.number

    @property
    def day(self) -> date:
        """The first day of care."""
        return min(line.service_on for line in self.body.lines)

    def sent_as(self, send: int = 1) -> str:
        """CLM01 of a sending."""
        return send_number(self.body.number, send)

    @property
    def sent_on(self) -> date:
        """The day of the first sending."""
        return self.body.last_service_on + timedelta(days=3)


class Care:
    """Draws care given by partners, and bills it."""

    def __init__(self, random: Random, contracts: Contracts) -> None:
        self._random = random
        self._contracts = contracts
        self._counter = count(1)

    def bill(self, plan: str, before: date) -> list[Billed]:
        """One claim of a plan for care some weeks before a day; three of one member month."""
        random = self._random
        kept = [agreements for (_, key), agreements in self._contracts.items() if key == plan]
        day = before - timedelta(days=random.randint(20, 60))
        agreement = agreement_on(random.choice(kept), day)
        member = MemberId(f"member-{next(self._counter)}")
        if not isinstance(agreement.terms.rule, ByTheMonth):
            return [self._claim(agreement, member, self._visits(day))]
        month = Month.of(day)
        days = [date(month.year, month.month, random.randint(1, 28)) for _ in range(3)]
        first = max(days[0], agreement.period.first_day)
        contacts = [_line(1, CONTACT, max(each, first), 1, MONTH) for each in days]
        return [self._claim(agreement, member, (line,)) for line in contacts]

    def _visits(self, day: date) -> tuple[ServiceLine, ...]:
        service = self._random.choice(tuple(VISITS))
        lines = []
        for at in range(self._random.choice((1, 1, 2, 2, 3, 4))):
            units = self._random.randint(1, 4)
            charge = units * VISITS[service] + self._random.choice((0, 0, 0, 134, 501))
            lines.append(_line(at + 1, service, day + timedelta(days=at), units, charge))
        return tuple(lines)

    def _claim(
        self, agreement: Agreement, member: MemberId, lines: tuple[ServiceLine, ...]
    ) -> Billed:
        number = next(self._counter)
        return Billed(
            ClaimBody(
                claim_id=ClaimId(f"claim-{number}"),
                number=claim_number(agreement.partner_code, number),
                partner_id=agreement.partner_id,
                partner_code=agreement.partner_code,
                plan_id=agreement.plan_id,
                plan_key=agreement.plan_key,
                member_id=member,
                contract_id=agreement.contract_id,
                terms=agreement.terms,
                authorization_id=None,
                authorization_number=None,
                diagnoses=(Diagnosis("Z559"),),
                lines=lines,
                role=agreement.role,
            )
        )


def _line(number: int, service: Service, day: date, units: int, charge: int) -> ServiceLine:
    return ServiceLine(
        number, service, day, units, charge, PlaceOfService("11"), (EncounterId(f"e-{number}"),)
    )


def send(hub: Hub, claims: Iterable[Billed]) -> None:
    """Open the claims and send them, as the commands of building and batching would."""
    asks = (ask for claim in claims for ask in _asks(claim))
    while some := list(islice(asks, _AT_ONCE)):
        certain(hub.run(*some))


def _asks(claim: Billed) -> Iterator[Ask]:
    body = claim.body
    file_by = body.last_service_on + timedelta(days=FILING_DAYS)
    yield Ask(CLAIM, body.claim_id, OpenClaim(body, claim.sent_on, file_by))
    batch = BatchId(f"batch-{body.plan_key}-{claim.sent_on:%Y%m}")
    asked = SubmitClaim(batch, claim.sent_on, filing_limit_days=FILING_DAYS, payment_days=30)
    yield Ask(CLAIM, body.claim_id, asked)
