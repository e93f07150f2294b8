"""Rows of projections in the ledger database: one table each, and how far each has come."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    ColumnElement,
    Index,
    MetaData,
    Table,
    Text,
    delete,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

from hub.store.checkpoints import (
    Checkpoint,
    advance_checkpoint,
    drop_checkpoint,
    read_checkpoint,
    read_checkpoints,
    set_checkpoint,
)
