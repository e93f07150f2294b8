"""Who the lead care manager of a member is, from which day on."""

from dataclasses import dataclass
from datetime import date

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import MemberId, PartnerCode, PlanKey
from domain.problem import Refused

# commands


@dataclass(frozen=True)
class NameLead:
    """From a day on a partner is the member's lead care manager; the same day states it anew."""

    plan_key: PlanKey
    member_id: MemberId
    partner_code: PartnerCode
    first_day: date


LeadCommand = NameLead

# events


@event("lead-care.named", version=1)
class LeadNamed(Fact, frozen=True):
    """A partner became a member's lead care manager with a plan."""

    plan_key: PlanKey
    member_id: MemberId
    partner_code: PartnerCode
    first_day: date


LeadFact = LeadNamed

# states


@dataclass(frozen=True)
class LeadCare:
    """Every lead care manager of a member with a plan, by first day."""

    leads: tuple[tuple[date, PartnerCode], ...] = ()

    def on(self, day: date) -> PartnerCode | None:
        """Who it is on a day; None where nobody was named for it."""
        return next((code for first, code in reversed(self.leads) if first <= day), None)


# decide


def decide(known: LeadCare, command: LeadCommand) -> tuple[LeadFact, ...] | Refused:
    """What follows from the command; naming the one that is named already adds nothing."""
    if (command.first_day, command.partner_code) in known.leads:
        return ()
    return (
        LeadNamed(
            plan_key=command.plan_key,
            member_id=command.member_id,
            partner_code=command.partner_code,
            first_day=command.first_day,
        ),
    )


# evolve


def evolve(known: LeadCare, fact: LeadFact) -> LeadCare:
    """The lead care managers after the fact."""
    others = (each for each in known.leads if each[0] != fact.first_day)
    return LeadCare(tuple(sorted((*others, (fact.first_day, fact.partner_code)))))


LEAD_CARE: Decider[LeadCare, LeadCommand, LeadFact] = Decider(
    name="lead-care",
    initial=LeadCare(),
    decide=decide,
    evolve=evolve,
    facts=(LeadNamed,),
    commands=(NameLead,),
    states=(LeadCare,),
)
