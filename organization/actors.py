"""Reads who acts: account, person, the role grants that hold today, for whom the person stands in by a delegation, and
for HR officers and delegates everyone above; in one query.

Inside a step the account's row is locked too (PostgreSQL, FOR SHARE), and whoever takes a right away rewrites that
row (`rights_changed`): a right is used before it is taken away or not at all. A statement that had to wait for the
lock still shows the grants of before the wait; it is told by the row's two versions and asked again. SQLite has one
writer at a time and needs none of this.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F

from organization.days import today
from organization.models import Duty, User
from workflow import statements, transactions
from workflow.actors import Actor, Grant, StandIn, register_loader
from workflow.roles import Role

_SQL = """
SELECT u.id, u.employee_id, u.is_active, u.username, e.full_name, e.active, g.role, n.lft, n.rght, n.id,
    d.absent_id, d.assessing, d.deciding, d.office, d.letter_number
FROM organization_user u
LEFT JOIN organization_employee e ON e.id = u.employee_id
LEFT JOIN (organization_delegation d JOIN organization_employee a ON a.id = d.absent_id AND a.active)
    ON d.delegate_id = u.employee_id AND d.state = 'active' AND d.valid_from <= %s AND d.valid_to >= %s
LEFT JOIN organization_rolegrant g ON g.user_id = u.id AND g.state = 'active'
    AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to >= %s)
LEFT JOIN organization_unit n ON n.id = g.unit_id
WHERE u.id = %s ORDER BY g.id, d.id
"""
_COLUMNS = 15
_ACCOUNT = 6

# `u` is locked and therefore the newest version of the row, `s` is the one the rest of the statement belongs to.
_LOCKING_SQL = (
    _SQL.replace("d.letter_number\nFROM", "d.letter_number, u.xmin::text = s.xmin::text\nFROM", 1).replace(
        "FROM organization_user u", "FROM organization_user u JOIN organization_user s ON s.id = u.id", 1
    )
    + " FOR SHARE OF u"
)

# Everyone above a person today: HR officers act on none of them, and nobody stands in to rate them.
_SUPERIORS = """
SELECT a.employee_id FROM organization_user u
JOIN organization_employee me ON me.id = u.employee_id
JOIN organization_unit mine ON mine.id = me.unit_id
JOIN organization_unit n ON n.lft <= mine.lft AND n.rght >= mine.rght
JOIN organization_post p ON p.unit_id = n.id AND p.is_head
JOIN organization_appointment a ON a.post_id = p.id
WHERE u.id = %s AND a.valid_from <= %s AND (a.valid_to IS NULL OR a.valid_to >= %s)
UNION
SELECT a.employee_id FROM organization_user u
JOIN organization_employee me ON me.id = u.employee_id
JOIN organization_post q ON q.id = me.post_id
JOIN organization_appointment a ON a.post_id = q.superior_id
WHERE u.id = %s AND a.valid_from <= %s AND (a.valid_to IS NULL OR a.valid_to >= %s)
UNION
SELECT o.assessor_id FROM organization_user u
JOIN organization_assessoroverride o ON o.employee_id = u.employee_id
WHERE u.id = %s AND o.valid_from <= %s AND (o.valid_to IS NULL OR o.valid_to >= %s)
"""

# A lock allows no UNION, so only pages read both at once: the rows of the account, then one for each superior.
_AT_ONCE = """
rest-of-the-account
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, s.employee_id, NULL
FROM (superiors) s
WHERE EXISTS (
    SELECT 1 FROM organization_rolegrant g WHERE g.user_id = %s AND g.role = %s AND g.state = 'active'
    AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to >= %s)
) OR EXISTS (
    SELECT 1 FROM organization_delegation d JOIN organization_user u ON u.employee_id = d.delegate_id
    WHERE u.id = %s AND d.state = 'active' AND d.valid_from <= %s AND d.valid_to >= %s
)
ORDER BY granted
"""
_MARKED = "d.letter_number, CAST(NULL AS bigint) AS above, g.id AS granted"
_ACCOUNT_ROWS = _SQL.partition(" ORDER BY")[0].replace("d.letter_number", _MARKED, 1)
_AT_ONCE = _AT_ONCE.replace("rest-of-the-account", _ACCOUNT_ROWS).replace("superiors", _SUPERIORS)

Rows = list[tuple[Any, ...]]
_DUTIES = (Duty.ASSESSING.value, Duty.DECIDING.value)


@register_loader
def load_actor(user_id: int) -> Actor | None:
    """The actor as stored now, or None for an account that does not exist."""
    day = today()
    rows, above = _locked(user_id, day) if transactions.inside() else _at_once(user_id, day)
    if not rows:
        return None
    _id, employee_id, is_active, username, full_name, employed = rows[0][:_ACCOUNT]
    active = bool(is_active) and (employee_id is None or bool(employed))
    grants, stands_in = (_grants(rows), _stand_ins(rows)) if active else ((), ())
    return Actor(
        user_id=user_id,
        employee_id=employee_id,
        active=active,
        grants=grants,
        superior_ids=above - {employee_id} if stands_in or _is_officer(grants) else frozenset(),
        stands_in=stands_in,
        label=full_name or username,
    )


def _grants(rows: Rows) -> tuple[Grant, ...]:
    """Each grant once: a row stands for a pair of a grant and a delegation."""
    return tuple(dict.fromkeys(Grant(*row[_ACCOUNT : _ACCOUNT + 4]) for row in rows if row[_ACCOUNT]))


def _stand_ins(rows: Rows) -> tuple[StandIn, ...]:
    found = dict.fromkeys(tuple(row[_ACCOUNT + 4 : _COLUMNS]) for row in rows if row[_ACCOUNT + 4] is not None)
    return tuple(
        StandIn(absent, frozenset(duty for duty, held in zip(_DUTIES, duties, strict=True) if held), office, letter)
        for absent, *duties, office, letter in found
    )


def _is_officer(grants: Iterable[Grant]) -> bool:
    return any(grant.role == Role.HR for grant in grants)


def rights_changed(user_ids: Iterable[int]) -> None:
    """Tell the steps that wait with these accounts' rights to read them again; called where rights end."""
    User.objects.filter(pk__in=list(user_ids)).update(username=F("username"))


def _at_once(user_id: int, day: date) -> tuple[Rows, frozenset[int]]:
    """For a page: the account with its grants and delegations and, where they matter, everyone above; one query."""
    above = [user_id, day, day] * 3
    asked = [user_id, Role.HR.value, day, day, user_id, day, day]
    found = statements.rows(_AT_ONCE, [*[day] * 4, user_id, *above, *asked])
    rows = [row[:_COLUMNS] for row in found if row[0] is not None]
    return rows, frozenset(row[_COLUMNS] for row in found if row[0] is None)


def _locked(user_id: int, day: date) -> tuple[Rows, frozenset[int]]:
    """The same inside a step: read after the last change of rights, and a second query for officers and delegates."""
    rows = _rows(user_id, day)
    if not any(row[_ACCOUNT] == Role.HR or row[_ACCOUNT + 4] is not None for row in rows):
        return rows, frozenset()
    return rows, frozenset(row[0] for row in statements.rows(_SUPERIORS, [user_id, day, day] * 3))


def _rows(user_id: int, day: date) -> Rows:
    if not statements.on_postgres():
        return statements.rows(_SQL, [*[day] * 4, user_id])
    while True:
        rows = statements.rows(_LOCKING_SQL, [*[day] * 4, user_id])
        if not rows or rows[0][-1]:
            return [row[:-1] for row in rows]


def lock_account(user_id: int) -> User:
    """The account locked against steps that are using its rights now."""
    return User.objects.select_for_update(of=("self",)).get(pk=user_id)
