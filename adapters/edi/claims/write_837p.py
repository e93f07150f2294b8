"""A submission batch to an 837P file: what can be written is, what cannot is held and says why.

Source: 005010X222A1. A supervising organization is never written: loop 2310D takes persons only.
"""

from collections.abc import Iterable, Sequence

import msgspec

from adapters.edi.basic_text import TextChange
from adapters.edi.claims.checks.before_sending import (
    MOST_CLAIMS,
    problems_of_batch,
    problems_of_claims,
)
from adapters.edi.claims.professional_claim import ProfessionalBatch
from adapters.edi.claims.writing.cleaned_texts import cleaned_texts
from adapters.edi.claims.writing.transaction_text import by_billing_provider, transaction_text
from adapters.edi.envelope import Group, Interchange
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from domain.identifiers import SendNumber
from domain.problem import Problem, Refused

GUIDE = "005010X222A1"

_END = "~\n"


class HeldClaim(msgspec.Struct, frozen=True):
    """A claim that was left out of the file, and why."""

    sent_as: SendNumber
    problems: tuple[Problem, ...]


class Written837P(msgspec.Struct, frozen=True):
    """One file. `sent` are the claims in it; `content` is empty where every claim is held.

    `changes` are the names and addresses that were cleaned to fit.
    """

    content: bytes
    sent: tuple[SendNumber, ...]
    held: tuple[HeldClaim, ...]
    changes: tuple[TextChange, ...]


def claim_group(interchange: Interchange, control_number: str) -> Group:
    """The functional group of an 837P between the parties of `interchange`, of the same time."""
    return Group(
        functional_id="HC",
        sender=interchange.sender,
        receiver=interchange.receiver,
        date=f"20{interchange.date}",
        time=interchange.time,
        control_number=control_number,
        version=GUIDE,
    )


def write_837p(
    batch: ProfessionalBatch,
    interchange: Interchange,
    group: Group,
    transaction_control: str,
    claims_per_transaction: int = 0,
) -> Written837P | Refused:
    """The file of a batch; refused where its parties cannot be written.

    Control numbers are the caller's; `transaction_control` has four to nine digits and is that of
    the first transaction, the next ones count on from it. A transaction holds as many claims as
    the plan takes in one, for 0 as many as the guide lets it. Claims of one billing provider
    stand together.
    """
    assert (group.functional_id, group.version) == ("HC", GUIDE), "the group is of another kind"
    if found := problems_of_batch(batch):
        return Refused(found)
    problems = problems_of_claims(batch)
    good = by_billing_provider(
        batch, (claim for claim, wrong in zip(batch.claims, problems, strict=True) if not wrong)
    )
    most = min(claims_per_transaction or MOST_CLAIMS, MOST_CLAIMS)
    bodies = [
        transaction_text(batch, good[first : first + most]) for first in range(0, len(good), most)
    ]
    return Written837P(
        content=_file(interchange, group, transaction_control, bodies),
        sent=tuple(claim.sent_as for _, claim in good),
        held=tuple(
            HeldClaim(claim.sent_as, wrong)
            for claim, wrong in zip(batch.claims, problems, strict=True)
            if wrong
        ),
        changes=tuple(cleaned_texts(batch, good)),
    )


def _file(
    interchange: Interchange, group: Group, first_control: str, bodies: Sequence[Sequence[str]]
) -> bytes:
    """The envelopes around the bodies, which are text already; nothing where there is none."""
    if not bodies:
        return b""
    controls = list(_controls(first_control, len(bodies)))
    empty = [TransactionToWrite("837", control, GUIDE, ()) for control in controls]
    rest = write_interchange(interchange, [(group, empty)]).decode()
    written: list[str] = []
    for control, body in zip(controls, bodies, strict=True):
        before, _, rest = rest.partition(f"SE*2*{control}{_END}")
        written += (before, *_ended(body), f"SE*{len(body) + 2}*{control}{_END}")
    return "".join((*written, rest)).encode()


def _ended(body: Iterable[str]) -> tuple[str, str]:
    return _END.join(body), _END


def _controls(first: str, count: int) -> Iterable[str]:
    """One number after the other, in as many digits as the first has."""
    return (f"{int(first) + at:0{len(first)}d}" for at in range(count))
