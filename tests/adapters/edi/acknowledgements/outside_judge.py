"""pyx12 as an outside judge of what we write."""

import io
import json

import pyx12.params
import pyx12.x12n_document


def faults_found(content: bytes) -> list[object]:
    """Everything that pyx12 finds wrong in a file; its verdict is part of it."""
    errors = io.StringIO()
    passed = pyx12.x12n_document.x12n_document(
        pyx12.params.params(), io.StringIO(content.decode("ascii")), None, None, None, errors
    )
    found = _errors_in(json.loads(errors.getvalue()))
    return found if passed else [*found, "did not pass"]


def _errors_in(document: object) -> list[object]:
    """Every entry of every list of errors in a document, however deep."""
    found: list[object] = []
    if isinstance(document, dict):
        for name, value in document.items():
            found += value if name.endswith("errors") and value else _errors_in(value)
    elif isinstance(document, list):
        found += [error for each in document for error in _errors_in(each)]
    return found
