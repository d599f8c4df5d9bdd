"""The files of a cycle as pieces: who may have them, under which name. The doors send them."""

from appraisal.actions.cycle_papers import printed_kind
from appraisal.documents.cycle_papers import archive_of
from appraisal.models import Cycle
from appraisal.pages.cycle_report import REPORTS, rows_of
from appraisal.policies import BY_GRANT
from workflow.actors import Actor
from workflow.documents import archives
from workflow.errors import NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.sheets import KINDS
from workflow.streams import FilePieces, table_pieces


def prints(cycle: Cycle, actor: Actor) -> bool:
    """Whether the actor makes documents for the whole cycle: its HR."""
    return Role.HR.value in policy_for(Cycle).roles_of(actor, cycle)


def may_take_tables(actor: Actor) -> bool:
    """Tables are for HR, auditors and leaders, each with the rows and fields they may read anyway."""
    return actor.active and bool(actor.intervals(*BY_GRANT))


def archive_file(cycle: Cycle, kind: str, *, actor: Actor) -> FilePieces:
    """All documents of a kind that are made and that the actor may have, as one ZIP."""
    if not prints(cycle, actor):
        raise NotPermitted
    wanted = printed_kind(kind)
    pieces = archives.zip_pieces(archive_of(wanted, cycle, actor))
    return FilePieces(pieces, f"{wanted.file_name}.zip", archives.MEDIA_TYPE)


def table_file(cycle: Cycle, what: str, kind: str, *, actor: Actor) -> FilePieces:
    """The cycle as a table of any length."""
    if not may_take_tables(actor):
        raise NotPermitted
    report = REPORTS.get(what)
    if report is None or kind not in KINDS:
        raise NotVisible
    return table_pieces(report.name, kind, report.heads(), rows_of(report, cycle, actor))
