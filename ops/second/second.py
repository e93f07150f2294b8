"""The ledger reckoned a second time from its facts, by rules written anew: imports nothing of it.

``python ops/second/second.py < facts.jsonl`` reads what ``hub audit dump`` wrote: of claims their
terms and what plans said, never a share. It reckons what accounts must hold after each fact and at
the end and compares that with what was posted: figures as JSON, exit 1 where anything differs.
"""

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

WHOLE = 10_000  # a percentage is in hundredths of a percent
TWICE, ABOVE = "suspense:paid-twice", "suspense:recovery-above-payment"

Json = dict[str, Any]
Place = tuple[str, str, int]  # a day, a remittance, an ordinal in it
Line = tuple[int, int, int]  # a line as it was paid: its number, cents, units
Standing = tuple[Place | None, list[Line], list[Line], list[Line], list[int]]
Held = Counter[tuple[str, int]]  # cents by account and line, positive where they are owed


@dataclass(frozen=True)
class Said:
    """One thing that a plan, or the hub, said of a claim."""

    kind: str
    place: Place
    control: str
    cents: int
    lines: tuple[Line, ...]

    def unlikely(self, paid: "Said") -> tuple[bool, bool, int, int]:
        """It undoes the payment of the plan's same number, else the last one of an earlier day."""
        days = (date.fromisoformat(self.place[0]) - date.fromisoformat(paid.place[0])).days
        return (paid.control != self.control, days <= 0, abs(days), paid.place[2])


@dataclass
class Claim:
    """A claim: how it was opened, what was said of it by posting, and what the ledger posted."""

    body: Json
    months: list[set[str]] = field(default_factory=list)
    said: dict[str, Said] = field(default_factory=dict)
    posted: Held = field(default_factory=Counter)
    recorded: Held = field(default_factory=Counter)
    void: bool = False

    def of(self, kind: str) -> list[Said]:
        """What was said of one kind, by place."""
        return sorted((s for s in self.said.values() if s.kind == kind), key=lambda s: s.place)

    def sum(self, *kinds: str) -> int:
        """The cents of some kinds."""
        return sum(said.cents for said in self.said.values() if said.kind in kinds)


def in_proportion(cents: int, weights: Sequence[int]) -> list[int]:
    """Whole cents in proportion to weights; odd ones to the largest remainders, first of equals."""
    exact = [Fraction(cents * each, sum(weights)) if cents else Fraction(0) for each in weights]
    parts = [math.floor(each) for each in exact]
    nearest = sorted(range(len(parts)), key=lambda at: parts[at] - exact[at])
    for at in nearest[: cents - sum(parts)]:
        parts[at] += 1
    return parts


def fees(rule: Json, terms: Json, lines: Sequence[Line]) -> list[int]:
    """What a rule makes the fee of each line: never more than was paid for it, but per unit."""
    paid = [cents for _, cents, _ in lines]
    wanted = [0] * len(paid)
    match rule["type"]:
        case "percent-of-paid" | "by-the-month" | "whole-payment":
            share = Fraction(rule.get("hub_basis_points", WHOLE), WHOLE)
            least, most = terms.get("minimum", 0), terms.get("cap", sum(paid))
            wanted = [math.ceil(cents * share - Fraction(1, 2)) for cents in paid]
            wanted = [min(max(fee, least), most) for fee in wanted]
        case "per-unit":
            return [c - rule["partner_cents"] * units if c else 0 for _, c, units in lines]
        case "per-claim" if rule["due"] == "paid" and sum(paid):
            wanted = in_proportion(rule["hub_cents"], paid)
        case "per-line":
            wanted = [rule["hub_cents"]] * len(paid)
    return [min(fee, cents) for fee, cents in zip(wanted, paid, strict=True)]


def parts_of(terms: Json, lines: Sequence[Line]) -> list[list[int]]:
    """Of each line as it was paid: the partner's part, the hub's, a lead entity's before both."""
    chain = terms.get("upstream") or {"rule": {"type": "none"}}
    is_gross = chain.get("states", "gross-and-fee") == "gross-and-fee"
    above = fees(chain["rule"], {}, lines) if is_gross else [0] * len(lines)
    rest = [(at, paid - kept, units) for (at, paid, units), kept in zip(lines, above, strict=True)]
    own = fees(terms["rule"], terms, rest)
    return [[p - fee, fee, kept] for (_, p, _), fee, kept in zip(rest, own, above, strict=True)]


def what_stands(claim: Claim, *, theirs: bool = True) -> Standing:
    """Since when it is paid; lines first paid, paid twice, first paid and undone; what is gone."""
    live, undone, early = claim.of("payment"), list[Line](), claim.sum("reversal")
    for reversal in claim.of("reversal"):
        same = [paid for paid in live if paid.cents == -reversal.cents]
        for met in sorted(same, key=reversal.unlikely)[:1]:
            live.remove(met)
            early += met.cents
            before = {n for p in live if p.place < met.place for n, cents, _ in p.lines if cents}
            undone += [line for line in met.lines if line[0] not in before]
    first, twice = dict[int, Line](), list[Line]()
    for line in (line for paid in live for line in paid.lines):
        if theirs and not first.get(line[0], (0, 0, 0))[1]:
            first[line[0]] = line
        elif line[1]:
            twice.append(line)
    left, gone = -claim.sum("takeback", "refund", "refund-receipt"), list[int]()
    pots = [sum(cents for _, cents, _ in lines) for lines in (twice, first.values())]
    for pot in (claim.sum("takeback-announced"), *pots):
        gone.append(min(max(left, 0), pot))
        left -= gone[-1]
    is_gone = claim.void or gone[1] + gone[2] == sum(pots)
    since = None if is_gone else min(paid.place for paid in live if paid.cents > 0)
    # what is gone: of what was announced, paid twice, first paid; above these; reversed too early
    return since, [first[at] for at in sorted(first)], twice, undone, [*gone, left, early]


def reckon(claim: Claim, *, theirs: bool) -> Held:
    """What each account must hold of a claim; not `theirs`: another claim was paid its month."""
    terms, plan, held = claim.body["terms"], claim.body["plan_key"], Held()
    is_own, returns = terms["rule"]["type"] == "whole-payment", terms.get("fee_returns", True)
    lead = f"upstream-fee:{(terms.get('upstream') or {}).get('entity')}"
    hub = f"hub-own:{plan}" if is_own else f"hub-fee:{plan}"
    accounts = (f"partner:{claim.body['partner_code']}", hub, lead)
    _, first, twice, undone, gone = what_stands(claim, theirs=theirs)
    wholes = parts_of(terms, first)
    taken = in_proportion(gone[2], [line[1] for line in first])
    for (number, paid, _), back, whole in zip(first, taken, wholes, strict=True):
        parts = in_proportion(paid - back, whole)
        if not returns:
            parts = [parts[0] + parts[1] - whole[1], whole[1], parts[2]]
        for account, cents in zip(accounts, parts, strict=True):
            held[account, number] += cents
    for line, back in zip(twice, in_proportion(gone[1], [line[1] for line in twice]), strict=True):
        held[TWICE, line[0]] += line[1] - back
    if theirs and not returns:  # what the fee was when most was paid, above the fee of what stands
        most = {line[0]: line for line in sorted((*undone, *first), key=lambda line: line[1])}
        then = parts_of(terms, [most[at] for at in sorted(most)])
        kept = max(sum(parts[1] for parts in then) - sum(parts[1] for parts in wholes), 0)
        held.update({(accounts[0], 0): -kept, (accounts[1], 0): kept})
    for kind, bears in (("interest", "fee_on_interest"), ("penalty", "fee_on_penalties")):
        fee = terms["rule"].get("hub_basis_points", 0) if terms.get(bears) else WHOLE * is_own
        parts = in_proportion(claim.sum(kind), (WHOLE - fee, fee))
        for account, part in zip(accounts, parts, strict=False):
            held[ABOVE if sum(parts) < 0 else account if theirs else TWICE, 0] += part
    held[f"carried:{plan}", 0] += claim.sum("takeback-announced") - gone[0]
    held[ABOVE, 0] -= gone[3]
    held["suspense:reversal-without-payment", 0] += gone[4]
    return held


class Second:
    """Reads the facts in order; `wrong` says what differs."""

    def __init__(self) -> None:
        self.claims, self.monthly, self.wrong = dict[str, Claim](), list[Claim](), list[str]()
        self.notices, self.waits = dict[str, Json](), dict[str, Json]()
        self.months = defaultdict[tuple[str, str, str], set[str]](set)
        self.of_notice = defaultdict[str, Counter[str]](Counter)
        self.figures, self.ledger, self.others = Counter[str](), Counter[str](), Counter[str]()

    def read(self, kind: str, fact: Json) -> None:  # noqa: C901 - a case for each kind of fact
        """One fact, in order."""
        notice = (fact.get("item") or fact.get("notice") or fact).get("remittance_id", "")
        for entry in fact.get("entries", ()):
            self.ledger[entry["account"]] += entry["cents"]
            self.of_notice[notice][entry["account"]] += entry["cents"]
        match kind:
            case "claim.opened":
                body = fact["body"]
                claim = self.claims[body["claim_id"]] = Claim(body)
                is_monthly = body["terms"]["rule"]["type"] == "by-the-month"
                for day in {line["service_on"] for line in body["lines"]} if is_monthly else ():
                    claim.months.append(self.months[body["plan_key"], body["member_id"], day[:7]])
                    claim.months[-1].add(body["claim_id"])
            case "claim.adjudicated" | "claim.money-moved" | "claim.month-settled":
                self._posted(self.claims[fact["claim_id"]], kind, fact)
            case "claim.voided":
                self.claims[fact["claim_id"]].void = True
            case "money.parked" | "money.refused":
                self.waits[fact["item"]["item_id"]] = fact["item"]
            case "money.placed":
                cents = abs(self.waits.pop(fact["item_id"])["amount"])
                self.figures["cents_for_a_person"] += cents * (fact["by"] == "person")
            case "remittance.posting-started":
                self.notices[notice] = fact["notice"]
            case _:  # a posted notice has pairs: the cash, and then whose it is
                of_pairs = int(kind == "remittance.posted")
                for entry in fact.get("entries", ())[of_pairs :: 1 + of_pairs]:
                    self.others[entry["account"]] -= entry["cents"]
                    self.figures["cents"] += abs(entry["cents"]) * of_pairs
                while self.monthly:
                    self._check(self.monthly.pop())

    def _posted(self, claim: Claim, kind: str, fact: Json) -> None:
        """Something moved a claim's money: what stands posted must be what is reckoned."""
        moved = Held({(one["account"], one["line"]): -one["cents"] for one in fact["entries"]})
        kind = "month" if kind == "claim.month-settled" else fact.get("kind", "payment")
        if kind != "month":
            cents = fact["paid"] if kind == "payment" else fact["amount"]
            moved[fact["cash"], 0] += cents  # what is left is whose it is
            self.others[fact["cash"]] -= cents if fact["cash"].startswith("payable:") else 0
            place = (fact["paid_on"], fact["remittance_id"], fact.get("ordinal", 0))
            answer = fact.get("answer", ())
            lines = tuple((line["line"], line["paid"], line["units"]) for line in answer)
            undoes = fact["money"]["reversals"] if kind == "reversal" else ()
            own = [r for r in undoes if (r["remittance_id"], r["ordinal"]) == place[1:]] or [fact]
            said = Said(kind, place, own[0].get("payer_control", ""), cents, lines)
            claim.said.pop(fact.get("undoes", ""), None)
            claim.said |= {} if kind == "undone" else {fact["posting_id"]: said}
        claim.posted.update(moved)
        if claim.months:  # other claims of a notice change it: checked once all of it is known
            self.monthly.append(claim)
        else:
            self._check(claim)
        claim.recorded = moved if kind == "payment" and len(claim.said) == 1 else claim.recorded
        if kind in {"reversal", "takeback", "takeback-announced", "refund"}:
            self.figures["takebacks"] += 1
            self._beside_recorded(claim)

    def _check(self, claim: Claim) -> Held:
        """Compare all that stands posted of a claim, account by account and line by line."""
        ids = {each for month in claim.months for each in month} - {claim.body["claim_id"]}
        since = [what_stands(self.claims[each])[0] for each in ids]
        first, own = min(filter(None, since), default=None), what_stands(claim)[0]
        theirs = not claim.void and (first is None or (own is not None and own < first))
        held = reckon(claim, theirs=theirs)
        if held != claim.posted:
            self.wrong.append(f"claim {claim.body['number']} after {list(claim.said)[-1]}")
        return held

    def _beside_recorded(self, claim: Claim) -> None:
        """Where one payment was taken back, each account keeps so much of its recorded share."""
        paid, returns = claim.of("payment"), claim.body["terms"].get("fee_returns", True)
        if len(paid) != 1 or claim.months or not returns or claim.sum("interest", "penalty"):
            return
        self.figures["takebacks_beside_recorded_shares"] += 1
        _, first, _, _, gone = what_stands(claim)
        left = Fraction(sum(line[1] for line in first) - gone[2], paid[0].cents)
        for (account, line), cents in claim.recorded.items():
            off = abs(claim.posted[account, line] - cents * left)
            if cents and (off >= 2 or (off and not left)):
                self.wrong.append(f"claim {claim.body['number']}: {account} off what was recorded")

    def end(self) -> Json:
        """Compare every claim, every remittance and every balance; the figures."""
        residual = 0
        for item in self.waits.values():
            self.others[f"suspense:{item['reason']}"] += item["amount"]
            self.figures.update(cents=abs(item["amount"]), cents_for_a_person=abs(item["amount"]))
        for claim in self.claims.values():
            for (account, _), cents in self._check(claim).items():
                self.others[account] += cents
                self.figures["cents_for_a_person"] += abs(cents) * account.startswith("suspense:")
            self.figures["cents"] += sum(abs(said.cents) for said in claim.said.values())
        for notice_id, notice in self.notices.items():
            cash = f"{'deposit' if notice['moves_bank_money'] else 'carried'}:{notice['plan_key']}"
            self.others[cash] -= notice["deposit"]
            posted = self.of_notice[notice_id]
            off = (notice["deposit"] - posted[cash]) * notice["moves_bank_money"]
            residual += abs(off) + abs(sum(posted.values()))
        self.others.update(self.ledger)
        self.wrong += [f"{account} is {off} off" for account, off in self.others.items() if off]
        self.wrong += ["a remittance is off"] if residual else []
        waits = -(-WHOLE * self.figures["cents_for_a_person"] // max(self.figures["cents"], 1))
        return {
            "remittances": len(self.notices),
            "claims": len(self.claims),
            "residual": f"{residual // 100}.{residual % 100:02d}",
            "percent_without_a_person": f"{(WHOLE - waits) // 100}.{-waits % 100:02d}",
            **self.figures,
            "differences": len(self.wrong),
        }


def main() -> int:
    """Reckon all facts of a file; 1 where anything differs."""
    second = Second()
    for recorded in map(json.loads, sys.stdin.buffer):
        second.read(recorded["type"], recorded["fact"])
    sys.stdout.write(json.dumps(second.end()) + "\n")
    sys.stderr.write("".join(f"{each}\n" for each in second.wrong[:20]))
    return 1 if second.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
