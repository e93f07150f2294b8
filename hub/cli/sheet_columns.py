"""What the help of a command says about the columns of its sheets: read where they are kept."""

from adapters.sheets.columns import columns_of

_PAGE = "ops/runbooks/sheets.md"


def columns_say(kind: str) -> str:
    """Which columns a kind of sheet needs, which it may have, and where more is told of them."""
    columns = columns_of(kind)
    needed = [each.title for each in columns.columns.values() if each.required]
    either = [
        " or ".join(columns.columns[name].title for name in each.columns) for each in columns.one_of
    ]
    of_one = {name for each in columns.one_of for name in each.columns}
    others = [
        each.title
        for name, each in columns.columns.items()
        if not each.required and name not in of_one
    ]
    return (
        f"Columns it needs: {', '.join([*needed, *either])}. "
        f"It reads too: {', '.join(others)}. Other common headings are known: {_PAGE}"
    )
