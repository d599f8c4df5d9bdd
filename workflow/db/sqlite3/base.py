"""Django's SQLite backend, with what the engine needs of it.

* The functions `sha256hex(text)` and `gen_random_uuid()`, so that set-wise statements read the same as on
  PostgreSQL.
* Writers queue on a file lock before `BEGIN IMMEDIATE`: SQLite's own busy handler sleeps and starves them.
* A schema editor that keeps our triggers alive when Django remakes a table (see `schema.py`).
"""

import fcntl
import hashlib
import os
import uuid
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as SQLiteWrapper
from django.db.backends.sqlite3.features import DatabaseFeatures as SQLiteFeatures

from workflow.db.sqlite3.schema import DatabaseSchemaEditor


def _sha256hex(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


class DatabaseFeatures(SQLiteFeatures):
    """SQLite since 3.32 takes 32,766 parameters; Django still counts with 999 and splits batches."""

    max_query_params = 32_766


class DatabaseWrapper(SQLiteWrapper):
    """SQLite for one machine: several processes, one writer at a time, in order."""

    features_class = DatabaseFeatures
    SchemaEditorClass = DatabaseSchemaEditor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queue_file: int | None = None
        self._queued = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.create_function("sha256hex", 1, _sha256hex, deterministic=True)
        connection.create_function("gen_random_uuid", 0, lambda: uuid.uuid4().hex)
        return connection

    def _queue_path(self) -> str | None:
        name = str(self.settings_dict["NAME"])
        if self.is_in_memory_db() or not name or name.startswith("file:"):
            return None
        return f"{name}.queue"

    def _enter_queue(self) -> None:
        path = self._queue_path()
        if path is None or self._queued:
            return
        if self._queue_file is None:
            self._queue_file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._queue_file, fcntl.LOCK_EX)
        self._queued = True

    def _leave_queue(self) -> None:
        if self._queued and self._queue_file is not None:
            fcntl.flock(self._queue_file, fcntl.LOCK_UN)
            self._queued = False

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_queue()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave_queue()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._leave_queue_when_idle()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_queue_when_idle()

    def _leave_queue_when_idle(self) -> None:
        if self.connection is None or not self.connection.in_transaction:
            self._leave_queue()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._leave_queue()
            if self._queue_file is not None:
                os.close(self._queue_file)
                self._queue_file = None
