"""What a statement says, part by part, in its reader's words; how it looks is told elsewhere."""

from collections.abc import Iterator

from domain.money import show_money
from domain.statements.statement import StatementBody
from domain.statements.statement_groups import LineGroup
from domain.statements.statement_parts import EncounterCount, OpenItems, StatementLine
from hub.services.care.visit_labels import Labels, subject_told
from hub.services.partner_words import PartnerWords
from hub.services.statements.statement_balance import Row
from hub.services.statements.statement_reasons import remark_codes
from hub.services.statements.statements import ShownStatement

_FEW = 6  # so many numbers of what waits are told on the page


def heading(words: PartnerWords, shown: ShownStatement) -> tuple[str, tuple[str, ...]]:
    """The title, and the sentences below it."""
    body, days = shown.body, shown.body.month.period
    sentences = [
        f"{shown.details.name}.",
        words("head.period", first=days.first_day, last=days.last_day),
    ]
    if shown.issued_on is None:
        return words("head.draft", number=body.number), (*sentences, words("head.not_issued"))
    sentences += [words("head.issued", day=shown.issued_on), words("head.never_changes")]
    return words("head.statement", number=body.number), tuple(sentences)


# lines


def notice_title(words: PartnerWords, line: StatementLine) -> str:
    """The payment notice of a line, and whether its money has arrived."""
    arrival = words(f"lines.{_arrival(line)}", day=line.bank_on)
    return words(
        "lines.title", trace=line.trace, day=line.notice_on or line.paid_on, arrival=arrival
    )


def _arrival(line: StatementLine) -> str:
    # a cent off: the bank has it, though not all
    return "in-bank-less" if line.arrival == "in-bank" and not line.bank_on else line.arrival


def group_says(words: PartnerWords, group: LineGroup) -> str:
    """What a told line is, in a few words: what happened, which reasons, by which rule."""
    if group.kind == "line":
        return line_says(words, group.first)
    first, last = group.days
    return words(f"lines.{group.kind}", count=group.count, first=first, last=last)


def line_says(words: PartnerWords, line: StatementLine) -> str:
    """What one movement is: what happened, which reasons, what it is about."""
    is_payment = line.kind == "payment" and line.outcome is not None
    said = [words(f"outcomes.{line.outcome}") if is_payment else words(f"kinds.{line.kind}")]
    if line.kind == "payment" and (line.adjustments or line.remarks):
        said[0] += f" ({', '.join(_reasons(line))})"
    if line.paid_later_on is not None:
        said.append(words("lines.paid_later", day=line.paid_later_on))
    if line.original is not None:
        original = line.original
        name = "lines.original_in" if original.statement else "lines.original"
        said.append(
            words(
                name,
                day=original.paid_on,
                trace=original.trace,
                statement=original.statement,
            )
        )
    apart = {
        "upstream": line.upstream,
        "hub_own": line.hub_own,
        "waiting": max(line.waiting, 0),
        "waited": max(-line.waiting, 0),
        "direct": line.direct,
        "invoiced": line.invoiced,
    }
    said += [
        words(f"lines.{name}", amount=show_money(cents)) for name, cents in apart.items() if cents
    ]
    return "; ".join(said)


def _reasons(line: StatementLine) -> Iterator[str]:
    """Each reason of the plan with what it took off, then its remarks."""
    for each in line.adjustments:
        yield f"{each.code} {show_money(each.amount)}"
    yield from remark_codes(line)


# what waits, and where visits stand


def open_rows(
    words: PartnerWords, body: StatementBody, labels: Labels
) -> Iterator[tuple[str, ...]]:
    """What waits: on whom, what with its numbers where they are few, how many, dollars, by when."""
    for each in body.open_items:
        name = f"open.{each.kind}"
        what = words(name if words.has(name) else "open.other")
        if each.count <= _FEW:
            what = f"{what} ({numbers_told(words, each, labels)})"
        yield (
            words(f"open.{each.who}"),
            what,
            str(each.count),
            show_money(each.amount) if each.amount else "",
            str(each.due_on or ""),
        )


def numbers_told(words: PartnerWords, item: OpenItems, labels: Labels) -> str:
    """The numbers that people know of what waits."""
    row_text = words("lines.row")
    return ", ".join(subject_told(item.kind, each, labels, row_text) for each in item.subjects)


PLACES = (
    "fix_needed",
    "waiting_hub",
    "waiting_plan",
    "paid",
    "part_paid",
    "not_payable",
    "not_billable",
)


def count_title(words: PartnerWords, shown: ShownStatement) -> str:
    """What is counted, and as of which day: money is that of the month, visits are not."""
    title, day = words("counts.title"), shown.issued_on
    return words("counts.on" if day else "counts.today", title=title, day=day)


def count_after(words: PartnerWords, shown: ShownStatement) -> str:
    """That what happened after the month counts; empty where it was given before its end."""
    last_day = shown.body.month.period.last_day
    is_early = shown.issued_on is not None and shown.issued_on <= last_day
    return "" if is_early else words("counts.after", day=last_day)


def count_rows(words: PartnerWords, body: StatementBody) -> Iterator[tuple[str, int, int]]:
    """Where visits stand: those of the month, and all so far; what was handed in comes last."""
    for name in (*PLACES, "handed_in"):
        text = words(f"counts.{name}")
        yield text, getattr(body.month_encounters, name), getattr(body.encounters, name)


def count_differs(words: PartnerWords, count: EncounterCount) -> str:
    """What to say where the places do not come to what was handed in; empty where they do."""
    return "" if count.adds_up else words("counts.differs", placed=count.placed)


YEAR_ROWS = ("plan_paid", "fees", "net", "interest", "taken_back", "settled", "paid_out")


def year_rows(words: PartnerWords, body: StatementBody) -> Iterator[Row]:
    """What the year's statements come to, this one included."""
    sums = body.year
    if sums is None:
        return
    for name in YEAR_ROWS:
        yield words(f"year.{name}"), getattr(sums, name)
    for name, cents in (("direct", sums.direct), ("repaid", sums.repaid)):
        if cents:
            yield words(f"year.{name}"), cents
