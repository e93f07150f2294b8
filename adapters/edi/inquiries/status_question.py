"""A question to a plan: where is this claim. Source: 005010X212."""

from datetime import datetime
from decimal import Decimal

import msgspec

from adapters.edi.inquiries.stated import Party, Person, Procedure, Unit
from adapters.edi.values import Reference, StatedDays
from domain.money import Money


class AskedLine(msgspec.Struct, frozen=True, gc=False):
    """One line asked about; `line_control` is our REF*FJ."""

    procedure: Procedure | None
    charge: Money | None = None
    units: Decimal | None = None
    revenue_code: str = ""
    line_control: str = ""
    dates: tuple[StatedDays, ...] = ()


class StatusQuestion(msgspec.Struct, frozen=True, gc=False):
    """What is asked about one claim.

    `trace` is our number of the question, `claim_number` our CLM01 (REF*EJ), `payer_control` the
    plan's number of the claim (REF*1K), `charge` what it billed (AMT*T3), `dates` its service days
    (DTP*472). `references` are further REFs (BLT type of bill, LU location ...).
    """

    trace: str
    member: Person
    claim_number: str = ""
    payer_control: str = ""
    charge: Money | None = None
    dates: tuple[StatedDays, ...] = ()
    references: tuple[Reference, ...] = ()
    lines: tuple[AskedLine, ...] = ()


class StatusInquiry(msgspec.Struct, frozen=True):
    """Questions about claims of one provider to one plan: one transaction.

    `reference` is BHT03. `asker` sends (role 41), `provider` billed (role 1P).
    """

    reference: str
    made_at: datetime
    plan: Party
    asker: Party
    provider: Party
    questions: tuple[StatusQuestion, ...]


class AskedStatus(Unit, frozen=True, gc=False, kw_only=True):
    """One question as it stands in a 276."""

    question: StatusQuestion
