"""The next step that a statement tells is that of all codes of a line together (domain.md 7.6)."""

from adapters.edi.codes import explain
from adapters.edi.next_step import explain_together
from domain.period import Month
from domain.problem import Refused
from hub.services.partner_words import statement_words
from hub.services.statements.statement_reasons import reason_rows
from hub.services.statements.statements import show_statement
from tests.support.billing import LPV, Billing
from tests.support.eras import Clp, era
from tests.support.paid import receive, send

EN = statement_words("en")


def told(billing: Billing, *remarks: str) -> dict[str, str]:
    """What a statement says of each code, one claim denied for CO-16 with each remark (MOA)."""
    sent = send(billing, *(f"M{at}" for at in range(1, len(remarks) + 1)))
    clps = [
        Clp(number, 0, 5332, payer_control=number, because="CO*16", segments=(f"MOA***{remark}",))
        for number, remark in zip(sent, remarks, strict=True)
    ]
    receive(billing, era(*clps))
    shown = show_statement(billing.hub, LPV, Month(2026, 4))
    assert not isinstance(shown, Refused)
    return dict(reason_rows(EN, shown.body))


def together(remark: str) -> str:
    """What is to be done about CO-16 beside a remark."""
    step = explain_together(["CO-16"], [remark])
    assert step is not None
    return f"Next step: {step.next}."


def own(code: str) -> str:
    """What a code by itself asks for."""
    found = explain(code)
    assert found is not None
    return f"Next step: {found.next}."


def test_codes_that_have_one_next_step_together_tell_that_one(billing: Billing) -> None:
    said = told(billing, "MA130")
    assert together("MA130").endswith("no dispute is possible (MA130).")
    assert said["CO-16"].endswith(f"The hub acts next. {together('MA130')}")
    assert said["MA130"].endswith(f"The hub acts next. {together('MA130')}")


def test_a_code_that_stands_on_lines_with_other_steps_tells_its_own(billing: Billing) -> None:
    said = told(billing, "MA130", "M76")
    assert said["CO-16"].endswith(own("CO-16"))
    assert said["MA130"].endswith(together("MA130"))
    assert said["M76"].endswith(together("M76"))


def test_a_code_beside_one_without_words_tells_its_own(billing: Billing) -> None:
    said = told(billing, "MA130*N999")
    assert said["CO-16"].endswith(own("CO-16"))
    assert said["MA130"].endswith(own("MA130"))
