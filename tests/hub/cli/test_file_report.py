"""A received or inspected file as a person reads it."""

from domain.problem import Problem
from hub.cli.file_report import page
from hub.services.reasons import Reason
from hub.services.results import FileResult, TransactionResult


def _file(*transactions: TransactionResult, outcome: str = "posted") -> FileResult:
    return FileResult(
        file="a.835", sha256="", outcome=outcome, transactions=transactions, problems=()
    )


def _problem(where: str) -> Problem:
    return Problem("837p.npi", "a number is wrong", where, "mend it")


def test_what_was_only_looked_at_would_be_posted() -> None:
    file = _file(TransactionResult(kind="835", control="1", outcome="posted", problems=()))
    assert list(page([file], foreseen=True)) == [
        "a.835: would be posted",
        "  835 1: would be posted",
    ]
    assert list(page([file])) == ["a.835: posted", "  835 1: posted"]


def test_what_is_only_read_is_not_called_unsupported() -> None:
    coverage = TransactionResult(
        kind="271", control="1", outcome="unsupported", members=2, problems=()
    )
    assert next(iter(page([_file(coverage)], foreseen=True))) == "a.835: read"
    assert next(iter(page([_file(coverage)]))) == "a.835: not acted upon"


def test_the_same_problem_is_told_once_with_its_first_places() -> None:
    problems = tuple(_problem(f"claim {at}") for at in range(1, 6))
    claims = TransactionResult(
        kind="837P", control="1", outcome="unsupported", claims=5, billed="1.00", problems=problems
    )
    assert list(page([_file(claims)], foreseen=True))[2:] == [
        "    claims      5 billed 1.00",
        "    checks      5 things to mend before sending",
        "    - a number is wrong  [837p.npi]",
        "      where  claim 1",
        "             claim 2",
        "             claim 3",
        "             and 2 more: --json shows all",
        "      fix    mend it",
    ]


def test_claims_without_a_fault_have_passed_the_checks() -> None:
    claims = TransactionResult(
        kind="837P", control="1", outcome="unsupported", claims=1, billed="1.00", problems=()
    )
    assert "    checks      nothing found" in list(page([_file(claims)], foreseen=True))


def test_a_code_without_plain_words_says_so_and_is_counted() -> None:
    reasons = (Reason("CO-45", 2, "3.00", "over the agreed price"), Reason("N999", 1))
    remittance = TransactionResult(
        kind="835", control="1", outcome="posted", reasons=reasons, problems=()
    )
    assert list(page([_file(remittance)]))[2:] == [
        "    why         CO-45 3.00, 2 times: over the agreed price",
        "                N999, once: no plain words yet",
        "                1 code has no plain words yet",
    ]


def test_every_line_fits_the_screen() -> None:
    long = TransactionResult(
        kind="835",
        control="1",
        outcome="posted",
        payer="AN INVENTED PLAN WITH A NAME " * 5,
        answers={f"CLAIM{at}": "accepted" for at in range(30)},
        problems=(_problem("a place that is told with very many words " * 4),),
    )
    lines = list(page([_file(long)]))
    assert max(map(len, lines)) <= 80
    assert "                and 10 more: --json shows all" in lines
