"""System checks of the engine: machines compile, every machine has a policy, no trigger is missing."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.db.utils import DatabaseError

from workflow.policies import registered_kinds
from workflow.tables import MachineError, machines, table_of


@register()
def machines_compile(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Every machine is sound and has its policy."""
    found: list[CheckMessage] = []
    for model in machines():
        try:
            table_of(model)
        except MachineError as fault:
            found.append(Error(str(fault), obj=model, id="workflow.E001"))
        if model.kind not in registered_kinds():
            found.append(Error(f"{model.kind} has no policy", obj=model, id="workflow.E002"))
    return found


@register(Tags.database)
def triggers_exist(app_configs: Any, databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """No guard or append-only trigger is missing (only asked when databases are checked)."""
    if not databases:
        return []
    from workflow.triggers import missing_triggers

    try:
        tables = connection.introspection.table_names()
        missing = missing_triggers() if "workflow_event" in tables else []
    except DatabaseError as fault:
        return [Error(f"the database cannot be read: {type(fault).__name__}", id="workflow.E003")]
    hint = "run: manage.py install_triggers"
    return [Error(f"database trigger {name} is missing", hint=hint, id="workflow.E004") for name in missing]
