"""Another edition of the rules for a cycle that runs: drafted by one officer, put into force by another."""

from datetime import date, timedelta
from typing import Any, Final

from appraisal.actions import rule_sets
from appraisal.models import Cycle, RuleChange, RuleSet
from appraisal.rule_changes import actions
from config.demo import quarter
from config.demo.stage import Cast, on
from workflow.jobs import run_job

REASON: Final = (
    "Surat Sekretaris Daerah tentang tertib arsip: butir inovasi pada triwulan ini diganti dengan tertib arsip, karena "
    "usulan inovasi sudah dicatat tersendiri. Formulir belum dibuka, sehingga belum ada isian yang terdampak."
)
GONE: Final = "inovasi"
COMES: Final[dict[str, Any]] = {
    "code": "tertib_arsip",
    "source": "self",
    "label": {"id": "Tertib arsip", "en": "Orderly records"},
    "target": {"id": "Arsip dinamis diserahkan paling lambat akhir triwulan", "en": "Records are handed over in time"},
}


def change_rules(cast: Cast, *, today: date) -> None:
    """The forms of a cycle that are not open yet move to an edition that names one item instead of another."""
    cycle = Cycle.objects.select_related("rule_set").get(name=quarter.NOT_YET_OPEN)
    yesterday = today - timedelta(days=1)
    with on(yesterday, 16, 30):
        change = actions.draft_change(
            cycle.public_id,
            actor=cast.hr(),
            rule_set=_edition(cast, cycle.rule_set).public_id,
            choices={"draft": "move"},
            reason=REASON,
        )
    with on(yesterday, 17):
        actions.take(change.public_id, "apply", actor=cast.other_hr(), version=change.version)
        job = RuleChange.objects.values_list("job_id", flat=True).get(pk=change.pk)
        run_job(int(job or 0), worker="demo")


def _edition(cast: Cast, rules: RuleSet) -> RuleSet:
    """The next edition of the same rules, published."""
    draft = rule_sets.new_edition(rules.public_id, actor=cast.hr())
    content = dict(draft.content)
    content["indicators"] = [{**one, **COMES} if one["code"] == GONE else one for one in content["indicators"]]
    saved = rule_sets.save_rule_set(draft.public_id, actor=cast.hr(), revision=draft.revision, content=content)
    assert saved.revision == draft.revision + 1
    rule_sets.publish(draft.public_id, actor=cast.hr(), version=draft.version)
    return RuleSet.objects.get(pk=draft.pk)
