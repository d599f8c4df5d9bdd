"""A schema editor that takes our triggers down around a table remake and puts them back.

SQLite changes most columns by building a new table and dropping the old one, which silently drops its
triggers, and fails when a trigger of another table names the table in between.
"""

from typing import Any

from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as SQLiteSchemaEditor

PREFIX = "wf_"


class DatabaseSchemaEditor(SQLiteSchemaEditor):
    """Keeps triggers whose names start with `wf_`."""

    def _take_triggers_down(self) -> list[tuple[str, str, str]]:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 3) = %s",
                [PREFIX],
            )
            found = [(str(n), str(t), str(s)) for n, t, s in cursor.fetchall()]
        for name, _table, _sql in found:
            self.execute(f'DROP TRIGGER "{name}"')
        return found

    def _put_triggers_back(self, triggers: list[tuple[str, str, str]]) -> None:
        tables = set(self.connection.introspection.table_names())
        for _name, table, sql in triggers:
            if table in tables:
                self.execute(sql, params=None)

    def _remake_table(self, model: Any, *args: Any, **kwargs: Any) -> None:
        triggers = self._take_triggers_down()
        super()._remake_table(model, *args, **kwargs)  # type: ignore[misc]
        self._put_triggers_back(triggers)

    def alter_db_table(self, model: Any, old_db_table: str, new_db_table: str, *args: Any, **kwargs: Any) -> None:
        triggers = self._take_triggers_down()
        super().alter_db_table(model, old_db_table, new_db_table, *args, **kwargs)
        self._put_triggers_back(triggers)
