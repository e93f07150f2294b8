"""Claims one at a time: found, shown, corrected, voided, closed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.care.authorization import Grant
from domain.care.encounter import ENCOUNTER, ClaimedEncounter, ClaimEncounter, FreeEncounter, Report
from domain.claims.claim import (
    CLAIM,
    ClaimCommand,
    CloseClaim,
    CorrectClaim,
    KnownClaim,
    NoClaim,
    VoidClaim,
)
from domain.claims.claim_facts import ClaimBody
from domain.identifiers import (
    ClaimId,
    ClaimNumber,
    ContractId,
    Diagnosis,
    EncounterId,
    read_send_number,
)
from domain.problem import Problem, Refused, refuse
from domain.service_line import ServiceLine
from hub import lookups
from hub.handler import Ask, Work
from hub.services.agreements.contracts import in_the_place_of
from hub.services.billing.bills import Bill, bill
from hub.services.billing.claim_building import diagnoses_of, pointers
from hub.services.billing.judging import check, filing_problems, units_billed
from hub.services.billing.units import freed_encounters, reserve_asks, unit_asks
from hub.services.known import Known, known_about
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS, ClaimStatus


@dataclass(frozen=True)
class Restatement:
    """How a claim is to be stated anew.

    `diagnoses` replace those of the encounters where there are any. Lines in `drop_lines` are left
    out; one that a plan paid only where `drop_paid_lines` says so.
    """

    reason: str
    diagnoses: tuple[Diagnosis, ...] = ()
    drop_lines: tuple[int, ...] = ()
    drop_paid_lines: bool = False


@dataclass(frozen=True)
class _Drawn:
    """Lines and diagnoses as the encounters now state them, and the word to each that it is so."""

    lines: tuple[ServiceLine, ...]
    diagnoses: tuple[Diagnosis, ...]
    stated: tuple[Ask, ...]


Effects = Callable[[KnownClaim], Iterable[Ask]]
"""What else a changed claim asks of other streams."""


def find_claim(hub: Hub, number: str) -> ClaimId | Refused:
    """The claim of a claim number, or of the CLM01 of any of its sendings."""
    wanted = number.strip().upper()
    sent = read_send_number(wanted)
    found = hub.log.find(lookups.CLAIM, sent[0] if sent else wanted)
    if found:
        return ClaimId(found[0])
    return refuse(
        "claim.unknown",
        what="there is no claim of this number",
        where=f"claim {wanted[:20]}",
        fix="look for it: hub claim list",
    )


def list_claims(
    hub: Hub,
    *,
    partner: str | None = None,
    plan: str | None = None,
    state: str | None = None,
    waiting_on: str | None = None,
) -> list[ClaimStatus]:
    """Claims as they now stand, by number."""
    asked = {
        "partner_code": partner,
        "plan_key": plan,
        "state": state,
        "waiting_on": waiting_on,
    }
    only: dict[str, Any] = {field: value for field, value in asked.items() if value is not None}
    return sorted(hub.projector.live.rows(CLAIM_STATUS, **only), key=lambda row: row.number)


def show_claim(hub: Hub, number: str, *, known_at: int | None = None) -> ClaimStatus | Refused:
    """One claim as it now stands, or as it was known at a position of the log."""
    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id
    view = hub.projector.live if known_at is None else hub.projector.known_at(known_at)
    return view.get(CLAIM_STATUS, claim_id) or refuse(
        "claim.not-known-then",
        what="nothing was known of the claim at that moment",
        where=f"claim {number}",
        fix="ask for a later moment",
    )


def correct_claim(
    hub: Hub, number: str, asked: Restatement, *, dry_run: bool = False
) -> KnownClaim | Refused:
    """State a claim anew, its lines drawn from its encounters as they now stand."""
    claim = _known(hub, number)
    if isinstance(claim, Refused):
        return claim
    body = claim.account.body
    kept = tuple(line for line in body.lines if line.line not in asked.drop_lines)
    drawn = _drawn_anew(hub, body, kept, asked.diagnoses)
    if isinstance(drawn, Refused):
        return drawn
    if (drawn.lines, drawn.diagnoses) == (body.lines, body.diagnoses) and _anew(hub, drawn):
        # what changed in the care changes nothing on the claim, which says so already
        done = None if dry_run else hub.run(*drawn.stated)
        return done if isinstance(done, Refused) else claim
    command = CorrectClaim(drawn.lines, drawn.diagnoses, asked.reason, asked.drop_paid_lines)
    # care that a plan has already judged is not billed a second time by itself
    dropped = [line for line in body.lines if line not in kept and not claim.account.answered]

    def effects(state: KnownClaim) -> Iterable[Ask]:
        yield from reserve_asks(state.account, state)
        yield from drawn.stated
        for line in dropped:
            for encounter_id in line.encounters:
                yield Ask(ENCOUNTER, encounter_id, FreeEncounter(body.claim_id))

    return change_claim(hub, body.claim_id, command, effects, dry_run=dry_run)


def void_claim(
    hub: Hub, number: str, *, reason: str, dry_run: bool = False
) -> KnownClaim | Refused:
    """Take a claim back: its care is free again once it is void, its units at once."""

    def effects(state: KnownClaim) -> Iterable[Ask]:
        yield from unit_asks(state.account, state)
        yield from freed_encounters(state)

    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id
    return change_claim(hub, claim_id, VoidClaim(reason), effects, dry_run=dry_run)


def close_claim(
    hub: Hub, number: str, *, reason: str, dry_run: bool = False
) -> KnownClaim | Refused:
    """Accept what was denied or taken back; units kept for a correction are given back."""

    def effects(state: KnownClaim) -> Iterable[Ask]:
        return unit_asks(state.account, state)

    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id
    return change_claim(hub, claim_id, CloseClaim(reason), effects, dry_run=dry_run)


def change_claim(
    hub: Hub, claim_id: ClaimId, command: ClaimCommand, effects: Effects, *, dry_run: bool = False
) -> KnownClaim | Refused:
    """Carry out a command and what follows from it elsewhere, in one transaction."""

    def once(work: Work) -> tuple[KnownClaim, int] | Refused:
        decision = work.decide(Ask(CLAIM, claim_id, command))
        if isinstance(decision, Refused):
            return decision
        state = work.state(CLAIM, claim_id)
        for ask in effects(state) if decision else ():
            answer = work.decide(ask)
            if isinstance(answer, Refused):
                return answer
        return state, 0 if dry_run else work.commit().position

    done = hub.handler.attempt(once)
    if isinstance(done, Refused):
        return done
    state, position = done
    hub.projector.catch_up(position)
    return state


# rules


def _known(hub: Hub, number: str) -> KnownClaim | Refused:
    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id
    claim: KnownClaim | NoClaim = hub.handler.state(CLAIM, claim_id)
    assert not isinstance(claim, NoClaim)
    return claim


def _drawn_anew(
    hub: Hub, body: ClaimBody, lines: Sequence[ServiceLine], diagnoses: Sequence[Diagnosis]
) -> _Drawn | Refused:
    """The lines as their encounters now state them, under the numbers that they had."""
    if not lines:
        return _nothing_left(body.number)
    reports = _reports(hub, lines)
    known = known_about(hub, reports.values())
    units = units_billed(hub, [body.member_id], without=body.claim_id)
    contracts = in_the_place_of(hub, body.contract_id)
    codes = tuple(diagnoses) or diagnoses_of(reports.values())
    drawn: list[ServiceLine] = []
    problems: list[Problem] = []
    for line in lines:
        report = reports[line.encounters[0]]
        made = bill(report, known)
        if not isinstance(made, Bill):
            problems += made
            continue
        key = (made.member_id, made.service.code, made.day)
        units[key] = units.get(key, 0) + made.units
        problems += [
            *_same_claim_problems(made, body, line, contracts),
            *_authorization_problems(made, body, line, known),
            *(filing_problems(made, known.today) if made.day != line.service_on else ()),
            *check(made, known, units_that_day=units[key]),
        ]
        drawn.append(made.line(line.line, pointers(report, codes)))
    if problems:
        return Refused(tuple(problems))
    return _Drawn(tuple(drawn), codes, tuple(_stated(body.claim_id, drawn, reports)))


def _stated(
    claim_id: ClaimId, lines: Iterable[ServiceLine], reports: Mapping[EncounterId, Report]
) -> Iterable[Ask]:
    """The claim bills each encounter as it was read here, and no other way."""
    for line in lines:
        for each in line.encounters:
            yield Ask(ENCOUNTER, each, ClaimEncounter(claim_id, line.line, reports[each].content))


def _anew(hub: Hub, drawn: _Drawn) -> bool:
    """Whether an encounter was corrected since the claim was drawn from it."""
    states = hub.handler.states(ENCOUNTER, (ask.stream_id for ask in drawn.stated)).values()
    return any(isinstance(state, ClaimedEncounter) and state.is_changed for state in states)


def _reports(hub: Hub, lines: Sequence[ServiceLine]) -> dict[EncounterId, Report]:
    ids = [each for line in lines for each in line.encounters]
    states = hub.handler.states(ENCOUNTER, ids)
    return {EncounterId(each): state.report for each, state in states.items()}


def _same_claim_problems(
    made: Bill, body: ClaimBody, line: ServiceLine, contracts: frozenset[ContractId]
) -> Iterable[Problem]:
    """A claim is about one member under one contract; care that belongs elsewhere leaves it.

    Where other terms came in the contract's place (`contracts`), the claim keeps its own.
    """
    if made.member_id != body.member_id or made.agreement.contract_id not in contracts:
        yield Problem(
            code="claim.care-belongs-elsewhere",
            what="the corrected care is another member's, or under another contract",
            where=f"claim {body.number}, line {line.line}",
            fix="void the claim and build it again: hub claim void, hub claim build",
        )


def _authorization_problems(
    made: Bill, body: ClaimBody, line: ServiceLine, known: Known
) -> Iterable[Problem]:
    """A claim draws on one authorization; it must allow what the corrected care was, and when."""
    if not made.needs_authorization:
        return
    where = f"claim {body.number}, line {line.line}"
    grant = _grant(body, known)
    if grant is None or not grant.allows(made.service, made.day):
        yield Problem(
            code="claim.care-not-authorized",
            what=f"its authorization does not allow {made.service} on {made.day}"
            if grant
            else f"it draws on no authorization, and {made.service} needs one",
            where=where,
            fix="leave the line out (--drop-line), or void the claim and build it again",
        )
    elif made.report.care.authorization not in {None, grant.number}:
        yield Problem(
            code="claim.other-authorization",
            what="the corrected care names another authorization than the claim's",
            where=where,
            fix="void the claim and build it again: hub claim void, hub claim build",
        )


def _grant(body: ClaimBody, known: Known) -> Grant | None:
    held = known.authorizations.get(body.member_id, ())
    grants = (each.grant for each in held)
    return next((each for each in grants if each.authorization_id == body.authorization_id), None)


def _nothing_left(number: ClaimNumber) -> Refused:
    return refuse(
        "claim.no-lines-left",
        what="the correction leaves out every line",
        where=f"claim {number}",
        fix="void the claim: hub claim void",
    )
