"""Payments typed from a portal page or a cheque stub: what a person would put into the template."""

from dataclasses import dataclass

from domain.money import show_money

HEADER = (
    "Row type,Control number,Plan claim number,Service date,Procedure code,Modifiers,Units paid,"
    "Billed,Paid,Adjustment reason 1,Adjustment amount 1"
)


@dataclass(frozen=True)
class Typed:
    """One line of a claim: cents, and the reason for the difference between billed and paid."""

    control: str
    paid: int
    billed: int
    day: str = "2026-03-02"
    code: str = "98960"
    modifiers: str = "U2"
    reason: str = "CO-45"
    plan_claim: str = ""

    @property
    def row(self) -> str:
        lowered = self.billed - self.paid
        reason = f"{self.reason},{show_money(lowered)}" if lowered else ","
        return (
            f"claim,{self.control},{self.plan_claim},{self.day},{self.code},{self.modifiers},,"
            f"{show_money(self.billed)},{show_money(self.paid)},{reason}"
        )


def typed(
    *lines: Typed,
    trace: str = "T1",
    day: str = "2026-04-10",
    total: int | None = None,
    payer: str = "Acme Health Plan",
    method: str = "CHK",
) -> bytes:
    """A filled-in template."""
    paid = sum(line.paid for line in lines) if total is None else total
    head = (
        f"Payer,{payer}",
        f"Trace number,{trace}",
        f"Payment method,{method}",
        f"Payment date,{day}",
        f"Total paid,{show_money(paid)}",
    )
    return "\r\n".join((*head, HEADER, *(line.row for line in lines), "")).encode("utf-8-sig")
