"""Numbers we mint: from 1 on, committed before they are used, never given twice."""

from sqlalchemy.dialects import postgresql, sqlite

from hub.store.database import Database
from hub.store.tables import counter


def take_numbers(database: Database, name: str, how_many: int) -> range:
    """The next `how_many` numbers of the counter `name`; one that is not used stays unused."""
    if how_many < 1:
        raise ValueError(f"{how_many} numbers cannot be taken")
    dialect = sqlite if database.engine.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(counter).values(name=name, value=how_many)
    statement = statement.on_conflict_do_update(
        index_elements=["name"], set_={"value": counter.c.value + how_many}
    )
    with database.writing() as connection:
        last: int = connection.execute(statement.returning(counter.c.value)).scalar_one()
    return range(last - how_many + 1, last + 1)
