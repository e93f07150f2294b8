"""Whom a payment is for, by the member number it states; names are never read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.edi.remittances.remittance import ClaimPayment
from domain.identifiers import MemberId
from hub.lookups import CIN
from hub.store.log import FactLog

# the number on the card begins with the CIN and goes on with digits (domain.md 6.4)
_CIN = re.compile(r"(9[0-9]{7}[A-Z])[0-9]*")


@dataclass(frozen=True)
class StatedMember:
    """The members whose numbers one payment states; `nobody` where a CIN is of none of ours."""

    members: frozenset[str] = frozenset()
    nobody: bool = False

    def agrees(self, member_id: MemberId) -> bool:
        """Whether it is stated to be for this member."""
        return member_id in self.members

    def is_another_than(self, member_id: MemberId) -> bool:
        """Whether it is stated to be for another member of ours, and not for this one."""
        return bool(self.members) and member_id not in self.members

    def speaks_against(self, member_id: MemberId) -> bool:
        """Whether a CIN is stated, and none that is this member's."""
        return self.is_another_than(member_id) or (self.nobody and not self.members)


_SILENT = StatedMember()


def stated_members(log: FactLog, payments: Sequence[ClaimPayment]) -> list[StatedMember]:
    """Whom each payment is for, looked up for all of them together."""
    stated = [_cins(payment) for payment in payments]
    wanted = dict.fromkeys(number for numbers in stated for number in numbers)
    holders = log.find_many(CIN, list(wanted))
    return [_of([holders[number] for number in numbers]) for numbers in stated]


def _of(holders: Sequence[Iterable[str]]) -> StatedMember:
    if not holders:
        return _SILENT
    members = frozenset(one for each in holders for one in each)
    return StatedMember(members, nobody=not members)


def _cins(payment: ClaimPayment) -> list[str]:
    """The CINs of member and subscriber (2100 NM1*QC, NM1*IL); plans' own numbers say nothing."""
    if not payment.private.names:
        return []
    stated = (payment.private.number(entity) for entity in ("QC", "IL"))
    return [
        found[1]
        for number in stated
        if number and (found := _CIN.fullmatch(number.strip().upper()))
    ]
