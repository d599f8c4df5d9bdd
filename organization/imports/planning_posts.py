"""The posts the people rows name: kinds that contradict, heads of units, named superiors and their circles."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from organization.imports.faults import quoted
from organization.imports.formats import PEOPLE
from organization.imports.plan import EndOfAppointment, PostChange, PostKey, day_before
from organization.imports.reading import ImportRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from organization.imports.planning import Context
    from organization.imports.planning_people import PersonRow


@dataclass(slots=True)
class Posts:
    """Every post there will be: stored ones by their (perhaps new) key, and which of them heads a unit."""

    ids: dict[PostKey, int] = field(default_factory=dict)
    heads: dict[str, PostKey] = field(default_factory=dict)
    superiors: dict[PostKey, PostKey] = field(default_factory=dict)

    def id_of(self, key: PostKey) -> int | None:
        return self.ids.get(key)


def plan_posts(context: "Context", rows: "Sequence[PersonRow]") -> Posts:
    """Compare the posts of all rows; a unit's head post keeps its identity when its title changes."""
    posts = _stored_posts(context)
    wanted = _wanted(context, rows)
    for key, found in wanted.items():
        if _is_head(found.row):
            _take_head(context, posts, key, found)
    _name_superiors(context, posts, wanted)
    for key, found in wanted.items():
        _compare(context, posts, key, found)
    return posts


def _stored_posts(context: "Context") -> Posts:
    posts = Posts(ids={key: post.pk for key, post in context.stored.posts.items()})
    keys = {post.pk: key for key, post in context.stored.posts.items()}
    for key, post in context.stored.posts.items():
        if post.is_head:
            posts.heads[key[0]] = key
        if post.superior_id in keys:
            posts.superiors[key] = keys[post.superior_id]
    return posts


def _wanted(context: "Context", rows: "Sequence[PersonRow]") -> "dict[PostKey, PersonRow]":
    """One row per post; the first decides, a later one must not contradict it."""
    wanted: dict[PostKey, PersonRow] = {}
    for found in rows:
        first = wanted.setdefault(found.post, found)
        if first is found:
            continue
        if first.row.get("jenis_jabatan") != found.row.get("jenis_jabatan") and found.row.get("jenis_jabatan"):
            context.fault(PEOPLE, found.row, "jenis_jabatan", "post_kind_differs")
        if (_is_head(first.row) or _is_head(found.row)) and _is_serving(first.row) and _is_serving(found.row):
            context.fault(PEOPLE, found.row, "kepala_unit", "head_twice", quoted(first.row.get("nama")))
    return wanted


def _take_head(context: "Context", posts: Posts, key: PostKey, found: "PersonRow") -> None:
    """Make a post the head of its unit; the stored head post is renamed rather than replaced."""
    present = posts.heads.get(key[0])
    if present == key:
        return
    if present is not None and present not in context.stored.posts:
        context.fault(PEOPLE, found.row, "kepala_unit", "head_twice", quoted(present[1]))
        return
    if present is not None and key not in posts.ids:
        posts.ids[key] = posts.ids.pop(present)
        superior = posts.superiors.pop(present, None)
        if superior is not None:
            posts.superiors[key] = superior
    posts.heads[key[0]] = key


def _name_superiors(context: "Context", posts: Posts, wanted: "dict[PostKey, PersonRow]") -> None:
    named = []
    for key, found in wanted.items():
        code = found.row.get("kode_unit_atasan")
        if not code:
            if "kode_unit_atasan" in found.row.values:
                posts.superiors.pop(key, None)
            continue
        if not context.knows_unit(code):
            context.fault(PEOPLE, found.row, "kode_unit_atasan", "unit_unknown", quoted(code))
        elif code not in posts.heads:
            context.fault(PEOPLE, found.row, "kode_unit_atasan", "head_missing", quoted(code))
        else:
            posts.superiors[key] = posts.heads[code]
            named.append((key, found))
    for key, found in named:
        if circle := _circle(posts, key):
            titles = " → ".join(title for _code, title in circle)
            context.fault(PEOPLE, found.row, "kode_unit_atasan", "superior_loop", quoted(titles))


def _circle(posts: Posts, key: PostKey) -> list[PostKey]:
    path, above = [key], posts.superiors.get(key)
    while above is not None:
        path.append(above)
        if above == key:
            return path
        if path.count(above) > 1:
            return []
        above = posts.superiors.get(above)
    return []


def _compare(context: "Context", posts: Posts, key: PostKey, found: "PersonRow") -> None:
    pk = posts.ids.get(key)
    superior = posts.superiors.get(key)
    sets_superior = "kode_unit_atasan" in found.row.values
    values: dict[str, Any] = {"title": key[1], "kind": found.row.get("jenis_jabatan")}
    if "kepala_unit" in found.row.values:
        values["is_head"] = _is_head(found.row)
    if pk is None:
        context.plan.posts.append(PostChange(key, None, values, superior, sets_superior))
        return
    post = context.stored.posts_by_id[pk]
    differing = {name: value for name, value in values.items() if getattr(post, name) != value}
    moved = sets_superior and post.superior_id != (posts.ids.get(superior) if superior else None)
    if differing or moved:
        context.plan.posts.append(PostChange(key, pk, differing, superior, moved))
    else:
        context.plan.count_unchanged("posts")


def end_displaced_heads(context: "Context", rows: "Sequence[PersonRow]", posts: Posts) -> None:
    """Who headed a unit until now and is not in the file makes way for the one who is."""
    in_file = {found.person.pk for found in rows if found.person is not None}
    for found in rows:
        if posts.heads.get(found.post[0]) != found.post or not found.since or not _is_serving(found.row):
            continue
        for held in context.stored.holders.get(posts.ids.get(found.post, 0), ()):
            if held.employee_id in in_file:
                continue
            if held.valid_from.isoformat() >= found.since:
                context.fault(PEOPLE, found.row, "kepala_unit", "head_twice", quoted(held.employee.full_name))
            else:
                context.plan.ended.append(EndOfAppointment(held.pk, day_before(found.since)))


def _is_head(row: ImportRow) -> bool:
    return row.get("kepala_unit") == "ya"


def _is_serving(row: ImportRow) -> bool:
    return row.get("aktif") != "tidak"
