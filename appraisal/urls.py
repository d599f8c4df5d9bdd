"""The addresses of appraisal: one list per module of views, all under the name `appraisal`; home and tasks bare."""

from django.urls import include, path

from appraisal.dialogue.urls import PAGES as DIALOGUE
from appraisal.plans.urls import PAGES as PLANS
from appraisal.views import (
    annual,
    attendance,
    awards,
    calibration,
    corrections,
    cycle_papers,
    cycles,
    development,
    evaluations,
    evidence,
    fairness,
    hearings,
    help_effects,
    home,
    innovations,
    metrics,
    objection_acts,
    objections,
    patterns,
    protection,
    recognition,
    reports,
    result,
    review,
    rewards,
    rule_set_form,
    rule_set_reading,
    rule_sets,
    segments,
    self_assessment,
    simulations,
    years,
)

FORMS = [
    path("evaluations/", evaluations.mine, name="mine"),
    path("evaluations/team/", evaluations.team, name="team"),
    path("evaluations/<uuid:public_id>/", evaluations.detail, name="evaluation"),
    path("evaluations/<uuid:public_id>/transitions/", evaluations.transition, name="evaluation-transition"),
    path("evaluations/<uuid:public_id>/history/", evaluations.history, name="evaluation-history"),
    path("evaluations/<uuid:public_id>/assessor-correction/", corrections.ask, name="correction-new"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<uuid:public_id>/", corrections.correction, name="correction"),
    path("corrections/<uuid:public_id>/transition/", corrections.transition, name="correction-transition"),
    path("corrections/<uuid:public_id>/files/", corrections.upload, name="correction-upload"),
    path("segments/", segments.segments, name="segments"),
    path("segments/<uuid:public_id>/", segments.segment, name="segment"),
    path("segments/<uuid:public_id>/transition/", segments.transition, name="segment-transition"),
    path("correction-files/<uuid:public_id>/", corrections.download, name="correction-file"),
    path("correction-files/<uuid:public_id>/remove/", corrections.remove, name="correction-file-remove"),
    path("evaluations/<uuid:public_id>/assessor/", evaluations.assessor, name="evaluation-assessor"),
]
SELF = [
    path("evaluations/<uuid:public_id>/self/", self_assessment.form, name="self"),
    path("evaluations/<uuid:public_id>/self/<uuid:item>/files/", self_assessment.upload, name="self-upload"),
]
EVIDENCE = [
    path("evidence/<uuid:public_id>/", evidence.download, name="evidence"),
    path("evidence/<uuid:public_id>/remove/", evidence.remove, name="evidence-remove"),
]
REVIEW = [
    path("evaluations/<uuid:public_id>/review/", review.form, name="review"),
    path("evaluations/<uuid:public_id>/review/predicate/", review.predicate, name="review-predicate"),
]
RESULT = [path("evaluations/<uuid:public_id>/result/", result.show, name="result")]

OBJECTIONS = [
    path("objections/", objections.listing, name="objections"),
    path("objections/<uuid:public_id>/", objections.detail, name="objection"),
    path("objections/<uuid:public_id>/transitions/", objection_acts.transition, name="objection-transition"),
    path("objections/<uuid:public_id>/preview/", objection_acts.preview, name="objection-preview"),
    path("objections/<uuid:public_id>/recusal/", objection_acts.recusal, name="objection-recusal"),
    path("objections/<uuid:public_id>/decider/", objection_acts.decider, name="objection-decider"),
    path("objections/<uuid:public_id>/claims/<uuid:item>/", objection_acts.claim, name="objection-claim"),
    path("objections/<uuid:public_id>/claims/<uuid:item>/drop/", objection_acts.drop, name="objection-drop"),
    path("objections/<uuid:public_id>/items/<uuid:item>/files/", objection_acts.upload, name="objection-upload"),
    path("objection-evidence/<uuid:public_id>/", objection_acts.download, name="objection-evidence"),
    path("objection-evidence/<uuid:public_id>/remove/", objection_acts.remove, name="objection-evidence-remove"),
]
HEARINGS = [
    path("objections/<uuid:public_id>/hearings/", hearings.invite, name="hearing-new"),
    path("hearings/<uuid:public_id>/", hearings.hearing, name="hearing"),
    path("hearings/<uuid:public_id>/transitions/", hearings.transition, name="hearing-transition"),
    path("hearings/<uuid:public_id>/calendar/", hearings.calendar, name="hearing-calendar"),
]
CYCLES = [
    path("cycles/", cycles.listing, name="cycles"),
    path("cycles/new/", cycles.create, name="cycle-new"),
    path("cycles/<uuid:public_id>/", cycles.detail, name="cycle"),
    path("cycles/<uuid:public_id>/edit/", cycles.edit, name="cycle-edit"),
    path("cycles/<uuid:public_id>/transitions/", cycles.transition, name="cycle-transition"),
    path("cycles/<uuid:public_id>/people/", cycles.person, name="cycle-person"),
    path("cycles/<uuid:public_id>/remind/", cycles.remind, name="cycle-remind"),
    path("cycles/<uuid:public_id>/papers/", cycle_papers.show, name="cycle-papers"),
    path("cycles/<uuid:public_id>/papers/make/", cycle_papers.make, name="cycle-papers-make"),
    path("cycles/<uuid:public_id>/papers/<str:kind>/archive/", cycle_papers.archive, name="cycle-papers-archive"),
    path("cycles/<uuid:public_id>/tables/<slug:what>/<slug:kind>/", cycle_papers.table, name="cycle-table"),
]
RULE_SETS = [
    path("rule-sets/", rule_sets.listing, name="rule-sets"),
    path("rule-sets/<uuid:public_id>/", rule_sets.detail, name="rule-set"),
    path("rule-sets/<uuid:public_id>/edit/", rule_set_form.edit, name="rule-set-edit"),
    path("rule-sets/<uuid:public_id>/edit/<slug:part>/", rule_set_form.edit, name="rule-set-part"),
    path("rule-sets/<uuid:public_id>/changes/", rule_set_reading.changes, name="rule-set-changes"),
    path("rule-sets/<uuid:public_id>/example/", rule_set_reading.example, name="rule-set-example"),
    path("rule-sets/<uuid:public_id>/simulations/", simulations.begin, name="simulations"),
    path("simulations/<uuid:public_id>/", simulations.show, name="simulation"),
    path("rule-sets/<uuid:public_id>/transitions/", rule_sets.transition, name="rule-set-transition"),
    path("rule-sets/<uuid:public_id>/edition/", rule_sets.new_edition, name="rule-set-edition"),
]
REPORTS = [
    path("reports/", reports.show, name="reports"),
    path("reports/protection/", protection.watch, name="protection"),
    path("reports/fairness/", fairness.watch, name="fairness"),
    path("reports/help/", help_effects.show, name="help-effects"),
    path("reports/help/course/", help_effects.course, name="help-course"),
    path("reports/development/", development.units, name="development-units"),
    path("reports/files/<slug:what>/<slug:kind>/", reports.export, name="report-export"),
]
DEVELOPMENT = [
    path("development/", development.mine, name="development"),
    path("development/<uuid:public_id>/", development.person, name="development-person"),
]
RECOGNITION = [
    path("recognition/", recognition.notes, name="recognitions"),
    path("recognition/<uuid:public_id>/", recognition.note, name="recognition"),
    path("recognition/<uuid:public_id>/transitions/", recognition.transition, name="recognition-transition"),
]
REWARDS = [
    path("honours/", rewards.honours, name="honours"),
    path("rewards/", rewards.programmes, name="rewards"),
    path("rewards/new/", rewards.create, name="reward-new"),
    path("rewards/<uuid:public_id>/", rewards.programme, name="reward"),
    path("rewards/<uuid:public_id>/end/", rewards.end, name="reward-end"),
    path("rewards/<uuid:public_id>/people/<uuid:employee>/", rewards.nominate, name="nominate"),
    path("awards/<uuid:public_id>/", awards.award, name="award"),
    path("awards/<uuid:public_id>/transitions/", awards.transition, name="award-transition"),
]

ANNUAL = [
    path("annual/", annual.listing, name="annuals"),
    path("annual/make/", annual.make, name="annuals-make"),
    path("annual/<uuid:public_id>/", annual.detail, name="annual"),
    path("annual/<uuid:public_id>/transitions/", annual.transition, name="annual-transition"),
    path("years/", years.mine, name="years"),
    path("years/<uuid:public_id>/", years.person, name="years-person"),
]
PATTERNS = [
    path("cycles/<uuid:public_id>/patterns/", patterns.listing, name="patterns"),
    path("cycles/<uuid:public_id>/patterns/<uuid:unit>/", patterns.detail, name="pattern"),
    path("cycles/<uuid:public_id>/patterns/<uuid:unit>/set/", patterns.set_first, name="pattern-set"),
    path("achievements/<uuid:public_id>/", patterns.achievement, name="achievement"),
    path("achievements/<uuid:public_id>/transitions/", patterns.transition, name="achievement-transition"),
]
ATTENDANCE = [
    path("attendance/", attendance.own, name="attendance"),
    path("attendance/<uuid:public_id>/", attendance.of_person, name="attendance-person"),
]

METRICS = [
    path("metrics/", metrics.listing, name="metrics"),
    path("metrics/new/", metrics.create, name="metric-new"),
    path("metrics/<uuid:public_id>/", metrics.detail, name="metric"),
    path("metrics/<uuid:public_id>/edit/", metrics.edit, name="metric-edit"),
    path("metrics/<uuid:public_id>/readings/", metrics.add_reading, name="metric-readings"),
    path("metrics/<uuid:public_id>/shares/", metrics.shares, name="metric-shares"),
]
INNOVATIONS = [
    path("innovations/", innovations.listing, name="innovations"),
    path("innovations/new/", innovations.create, name="innovation-new"),
    path("innovations/<uuid:public_id>/", innovations.detail, name="innovation"),
    path("innovations/<uuid:public_id>/edit/", innovations.edit, name="innovation-edit"),
    path("innovations/<uuid:public_id>/transitions/", innovations.transition, name="innovation-transition"),
]
CALIBRATION = [
    path("calibration/", calibration.rooms, name="rooms"),
    path("calibration/new/", calibration.create, name="room-new"),
    path("calibration/<uuid:public_id>/", calibration.room, name="room"),
    path("calibration/<uuid:public_id>/live/", calibration.live, name="room-live"),
    path("calibration/<uuid:public_id>/seats/", calibration.seats, name="room-seats"),
    path("calibration/<uuid:public_id>/transitions/", calibration.transition, name="room-transition"),
    path("calibration/people/<uuid:public_id>/", calibration.entry, name="room-entry"),
]
SOURCES = [*ATTENDANCE, *METRICS, *INNOVATIONS]

PAGES = [*FORMS, *SELF, *EVIDENCE, *REVIEW, *RESULT, *OBJECTIONS, *HEARINGS, *CYCLES, *RULE_SETS, *REPORTS]
PAGES.extend([*ANNUAL, *PATTERNS, *DEVELOPMENT, *RECOGNITION, *REWARDS, *CALIBRATION, *PLANS, *SOURCES, *DIALOGUE])

urlpatterns = [
    path("", home.home, name="home"),
    path("tasks/", home.tasks, name="tasks"),
    path("", include((PAGES, "appraisal"))),
]
