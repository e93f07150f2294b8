"""The balance of a statement in its reader's words: how it came about, and what it is made of."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from domain.money import Money, show_money
from domain.statements.statement import StatementBody
from domain.statements.statement_parts import ADDED, TAKEN_BACK, OtherMove
from hub.services.partner_words import PartnerWords
from hub.services.statements.month_rule_words import month_rules_say
from hub.services.statements.statements import ShownStatement

Row = tuple[str, Money]


def balance_rows(words: PartnerWords, shown: ShownStatement) -> Iterator[Row]:
    """From the opening to the closing balance: every row adds to it."""
    body = shown.body
    before = "owed_before" if body.opening >= 0 else "owing_before"
    yield words(f"balance.{before}"), body.opening
    yield from _line_rows(words, body)
    for move in body.moves:
        yield _move_says(words, move), move.cents
    yield from _settled(words, body)
    last = body.month.period.last_day
    until = min(last, shown.issued_on or last)
    name = "owed_until" if body.closing >= 0 else "owing_until"
    yield words(f"balance.{name}", day=until), body.closing


def _move_says(words: PartnerWords, move: OtherMove) -> str:
    name = f"balance.{move.kind.replace('.', '-')}"
    if move.paid_as and words.has(f"{name}-as"):
        return words(f"{name}-as", number=move.number, day=move.on, paid_as=move.paid_as)
    known = name if words.has(name) else "balance.other-move"
    return words(known, number=move.number, day=move.on)


def told_balance(words: PartnerWords, shown: ShownStatement) -> Iterator[Row]:
    """The same to be read: what somebody owes is told in words, so without a sign."""
    (before, opening), *between, (now, closing) = balance_rows(words, shown)
    yield before, abs(opening)
    yield from between
    yield now, abs(closing)


def since_rows(words: PartnerWords, shown: ShownStatement) -> Iterator[Row]:
    """What took from the balance after its month, and what it then came to; mostly nothing."""
    body = shown.body
    if not body.since:
        return
    for move in body.since:
        what = _move_says(words, move)
        yield words("balance.since", what=f"{what[:1].lower()}{what[1:]}"), move.cents
    owed = "owed" if body.balance >= 0 else "owing"
    name = f"balance.{owed}_on" if shown.issued_on else f"balance.{owed}_today"
    yield words(name, day=shown.issued_on), abs(body.balance)


def standing_rows(words: PartnerWords, body: StatementBody) -> Iterator[Row]:
    """What of the balance may be paid out and what not, and what is held and left of advances."""
    for name in ("payable", "under_way", "waiting", "later", "short"):
        cents = getattr(body, name)
        if cents or (name == "payable" and body.balance > 0):
            yield words(f"balance.{name}"), cents
    for name, cents in (("reserve", body.reserve), ("advance", body.advance)):
        if cents:
            yield words(f"balance.{name}"), cents


def _line_rows(words: PartnerWords, body: StatementBody) -> Iterator[Row]:
    sums = Counter[str]()
    for line in body.lines:
        back = line.kind in TAKEN_BACK and not line.repriced
        name = "interest" if line.kind in ADDED else "taken_back" if back else "payments"
        sums[name] += line.net
    for name in ("payments", "taken_back", "interest"):
        if sums[name] or name == "payments":
            yield words(f"balance.{name}"), sums[name]


def _settled(words: PartnerWords, body: StatementBody) -> Iterator[Row]:
    """What the statement itself moves: fees with their rule and month, others summed by kind."""
    sums = Counter[str]()
    for each in body.settlements:
        if each.plan_key is None:
            sums[each.kind] += each.cents
        else:
            name = f"{words(f'balance.{each.kind}')}, {each.plan_key}, {each.month}"
            yield f"{name}: {month_rules_say(words, each.rules)}", each.cents
    for kind, cents in sums.items():
        yield words(f"balance.{kind}"), cents


def debt_sentences(words: PartnerWords, body: StatementBody) -> Iterator[str]:
    """How a balance below zero is met; nothing where there is none."""
    plan = body.recoupment
    if plan is None:
        return
    owed = show_money(plan.owed)
    if plan.from_reserve:
        yield words("debt.reserve", amount=show_money(plan.from_reserve))
    if plan.statements == 0:
        yield words("debt.invoice_now", owed=owed, days=plan.pay_days)
    else:
        name = "next_one" if plan.statements == 1 else "statements"
        yield words(f"debt.{name}", owed=owed, count=plan.statements)
        yield words("debt.invoice", month=plan.invoice_with, days=plan.pay_days)
    yield words("debt.own")
    if not plan.confirmed:
        yield words("debt.unconfirmed")


def question_sentences(words: PartnerWords, shown: ShownStatement) -> Iterator[str]:
    """How to question it, and by when."""
    question = shown.body.question
    if question is None:
        return
    day = shown.issued_on + timedelta(days=question.days) if shown.issued_on else None
    yield words(
        "question.text",
        days=question.days,
        until=words("question.until", day=day) if day else "",
        how=words("question.how", how=question.how) if question.how else "",
    )
    if not question.confirmed:
        yield words("question.unconfirmed")
