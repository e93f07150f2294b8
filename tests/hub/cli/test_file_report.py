"""A received file as a page for people."""

from hub.cli.file_report import page
from hub.services.results import FileResult, TransactionResult


def test_a_file_that_is_only_read_is_not_called_unsupported() -> None:
    answered = TransactionResult(
        kind="271", control="0001", outcome="unsupported", members=2, problems=()
    )
    file = FileResult(
        file="a.271", sha256="", outcome="unsupported", transactions=(answered,), problems=()
    )
    for foreseen in (True, False):
        lines = list(page([file], foreseen=foreseen))
        assert lines[:2] == ["a.271: not acted upon", "  271 0001: not acted upon"]
