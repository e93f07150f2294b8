"""What the plan's reasons and remarks in a statement mean, who acts on them, and how."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from adapters.edi.codes import Explanation, explain
from adapters.edi.next_step import NextStep, explain_together
from domain.identifiers import ClaimNumber
from domain.statements.statement import StatementBody
from domain.statements.statement_parts import Actor, StatementLine
from hub.services.partner_words import PartnerWords
from hub.services.reasons import stated_code


def reason_codes(line: StatementLine) -> tuple[str, ...]:
    """The plan's reasons, as stated."""
    return tuple(adjustment.code for adjustment in line.adjustments)


def remark_codes(line: StatementLine) -> tuple[str, ...]:
    """The plan's remarks beside its reasons, each once; ``other`` for what has no code's form."""
    return tuple(dict.fromkeys(stated_code(each) for each in line.remarks))


def reason_rows(words: PartnerWords, body: StatementBody) -> Iterator[tuple[str, str]]:
    """What each reason and remark of the plan means, once; who acts where a claim still waits."""
    stated = [line for line in body.lines if line.kind == "payment"]
    waiting = _waiting(body)
    for codes_of, section in ((reason_codes, "carc"), (remark_codes, "rarc")):
        for code in sorted({code for line in stated for code in codes_of(line)}):
            found = explain(code if section == "carc" else f"RARC-{code}")
            # nobody has to mend what was paid since
            unpaid = [line for line in stated if code in codes_of(line) and not line.paid_later_on]
            whos = {who for line in unpaid for who in waiting.get(line.claim, ())}
            step = _one_step(line for line in unpaid if line.claim in waiting)
            acts = _acts(words, step or found, whos)
            yield code, f"{_meaning(words, section, code, found)}. {' '.join(acts)}".strip()


def _waiting(body: StatementBody) -> Mapping[ClaimNumber, tuple[Actor, ...]]:
    """Whom each claim waits on, as the list of what still waits says it."""
    found: dict[ClaimNumber, tuple[Actor, ...]] = {}
    for item in body.open_items:
        for subject in item.subjects:
            claim = ClaimNumber(subject)
            found[claim] = (*found.get(claim, ()), item.who)
    return found


def _one_step(lines: Iterable[StatementLine]) -> NextStep | None:
    """The one next step of all codes of these lines, where each of them has the same.

    None where a code of theirs has no plain words, and so was not weighed.
    """
    steps = {explain_together(reason_codes(line), remark_codes(line)) for line in lines}
    step = steps.pop() if len(steps) == 1 else None
    return step if step and not step.wordless else None


def _acts(
    words: PartnerWords, found: Explanation | NextStep | None, whos: Iterable[Actor]
) -> Iterator[str]:
    """Who acts, as the list of what still waits says it, and the next step where it is known."""
    if not (waiting := set(whos)):
        return
    for who in get_args(Actor):
        if who in waiting:
            asks = who == "hub" and found is not None and found.fixer == "partner"
            yield words("reasons.hub_asks" if asks else f"reasons.{who}")
    if found is None or waiting == {"plan"}:
        return
    # the steps are written in English; elsewhere the kind of repair is told
    if words.language == "en":
        yield words("reasons.next", step=found.next)
    elif words.has(f"routes.{found.route}"):
        yield words("reasons.next", step=words(f"routes.{found.route}"))


def _meaning(words: PartnerWords, section: str, code: str, found: Explanation | None) -> str:
    """The commonest in partner words; the rest as the hub knows them, in English."""
    name = f"{section}.{code.rpartition('-')[2]}"
    if words.has(name):
        return words(name)
    return found.words if found and words.language == "en" else words("reasons.no_words")
