"""Disbursement files: approved payouts written down once, and laid into the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.disbursements.file_layout import FileLayout
from adapters.disbursements.write_file import PayoutRow, write_file
from domain.identifiers import ArchiveId, DisbursementId
from domain.money import Money
from domain.payments.disbursement import (
    DISBURSEMENT,
    DisbursedPayout,
    Disbursement,
    DisbursementFile,
    WriteDisbursement,
    WrittenDisbursement,
)
from domain.payments.payee import PAYEE, ConfirmedPayee, Payee
from domain.payments.payout import PAYOUT, SendPayout
from domain.problem import Problem, Refused, refuse
from hub.handler import Ask, Work
from hub.ids import outside_id
from hub.outbox import (
    disbursement_path,
    lay_out_disbursement,
    send_due,
    to_lay_out_disbursement,
)
from hub.services.agreements.payees import payee_hold, payee_stream
from hub.services.payments.payouts import (
    cover_now,
    find_payouts,
    list_payouts,
    named_shortfall,
    payee_not_certain,
    room_of,
)
from hub.wiring import Hub
from projections.payout_status import PayoutStatus

_MEDIA = "text/csv"
_COUNTER = "disbursement"


@dataclass(frozen=True)
class Sent:
    """A file that was made, or would be: `file` is None where nothing fits the form.

    `other_way` are approved payouts that are paid in a way that the form is not for. `laid_out`
    tells whether it lies in the outbox; if not, the next command lays it there.
    """

    file: DisbursementFile | None
    count: int
    total: Money
    path: Path | None
    other_way: tuple[str, ...]
    laid_out: bool = True


def send_payouts(
    hub: Hub, layout: FileLayout, numbers: Sequence[str] = (), *, dry_run: bool = False
) -> Sent | Refused:
    """Write every approved payout, or these, into one file under a number of its own.

    The file, its number and every payout in it are one transaction: none is ever sent twice.
    """
    rows = _asked(hub, numbers)
    if isinstance(rows, Refused):
        return rows
    written = [] if dry_run or not rows else hub.log.take_numbers(f"{_COUNTER}:{layout.name}")
    number = f"{layout.name}-{written[0]:06d}" if written else ""

    def once(work: Work) -> Sent | Refused:
        return _send(hub, work, layout, rows, number)

    done = hub.handler.attempt(once)
    if isinstance(done, Refused):
        return done
    hub.projector.catch_up()
    if not done.file:
        return done
    try:
        send_due(hub)
    except OSError:
        return replace(done, laid_out=False)  # the job is kept; all else is done
    return done


def lay_out_again(hub: Hub, number: str) -> Sent | Refused:
    """Lay the file of this number into the outbox once more: the bytes that were sent."""
    number = number.strip().lower()
    made: Disbursement = hub.handler.state(DISBURSEMENT, disbursement_id(number))
    if not isinstance(made, WrittenDisbursement):
        return refuse(
            "disbursement.unknown",
            what=f"no file was made under the number {number}",
            where=f"disbursement {number}",
            fix="look at a payout that was sent, it names its file: hub payout show",
        )
    file = made.file
    lay_out_disbursement(hub, file.disbursement_id)
    return Sent(file, len(file.payouts), file.total, disbursement_path(file.file_name), ())


def disbursement_id(number: str) -> DisbursementId:
    """The id of the file that people know by a number."""
    return DisbursementId(outside_id("disbursement", number))


def _asked(hub: Hub, numbers: Sequence[str]) -> list[PayoutStatus] | Refused:
    if not numbers:
        return list_payouts(hub, state="approved")
    rows = find_payouts(hub, numbers)
    if isinstance(rows, Refused):
        return rows
    problems = tuple(_not_approved(row) for row in rows if row.state != "approved")
    return Refused(problems) if problems else rows


def _send(
    hub: Hub, work: Work, layout: FileLayout, rows: Sequence[PayoutStatus], number: str
) -> Sent | Refused:
    cover = cover_now(hub)
    fitting: list[PayoutRow] = []
    other_way: list[str] = []
    problems: list[Problem] = []
    for row in rows:
        payee: Payee = work.state(PAYEE, payee_stream(row.payout.partner_id))
        if (why := payee_hold(payee)) or not isinstance(payee, ConfirmedPayee):
            problems.append(payee_not_certain(row.payout, why))
            continue
        if payee.pay_to.method not in layout.methods:
            other_way.append(row.payout.number)
            continue
        command = SendPayout(number, payee.pay_to.recipient, hub.today, room_of(hub, cover, row))
        answer = work.decide(Ask(PAYOUT, row.payout.payout_id, command))
        if isinstance(answer, Refused):
            problems += answer.problems
        fitting.append(PayoutRow(row.payout, payee.pay_to))
    if problems:
        return Refused((*problems, *named_shortfall(cover, problems)))
    total = sum(each.payout.amount for each in fitting)
    if not fitting or not number:
        return Sent(None, len(fitting), total, None, tuple(other_way))
    file = _written(hub, layout, fitting, number)
    answer = work.decide(Ask(DISBURSEMENT, file.disbursement_id, WriteDisbursement(file)))
    if isinstance(answer, Refused):
        return answer
    work.commit([to_lay_out_disbursement(file.disbursement_id)])
    path = disbursement_path(file.file_name)
    return Sent(file, len(fitting), total, path, tuple(other_way))


def _written(
    hub: Hub, layout: FileLayout, rows: Sequence[PayoutRow], number: str
) -> DisbursementFile:
    content = write_file(rows, layout, number=number, day=hub.today)
    return DisbursementFile(
        disbursement_id=disbursement_id(number),
        number=number,
        form=layout.name,
        file_name=f"{number}.csv",
        archive_id=ArchiveId(hub.log.archive.put(content, media=_MEDIA).archive_id),
        payouts=tuple(
            DisbursedPayout(row.payout.payout_id, row.payout.number, row.payout.amount)
            for row in rows
        ),
        total=sum(row.payout.amount for row in rows),
        made_on=hub.today,
    )


def _not_approved(row: PayoutStatus) -> Problem:
    return Problem(
        code="payout.not-approved",
        what=f"it is {row.state}; only what a second person approved is sent",
        where=row.payout.where,
        fix="look at it: hub payout show, then: hub payout approve",
    )
