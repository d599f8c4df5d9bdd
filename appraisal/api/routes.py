"""Addresses of this app below /api/v1/."""

from django.urls import path

from appraisal.api.achievements import AchievementViewSet
from appraisal.api.annual import AnnualViewSet, MyYearsView, YearsView
from appraisal.api.attendance import AttendanceViewSet
from appraisal.api.calibration import EntryViewSet, RoomViewSet
from appraisal.api.corrections import CorrectionViewSet
from appraisal.api.cycles import CycleViewSet, RuleSetViewSet
from appraisal.api.development import DevelopmentView, MyDevelopmentView, UnitDevelopmentView
from appraisal.api.dialogue_log import LogViewSet
from appraisal.api.dialogue_meetings import AgendaTemplateViewSet, DialogueMeetingViewSet
from appraisal.api.evaluations import EvaluationViewSet
from appraisal.api.fairness import FairnessView
from appraisal.api.feedback import FeedbackRoundViewSet, FeedbackViewSet
from appraisal.api.hearings import HearingViewSet
from appraisal.api.help_effects import HelpEffectsView
from appraisal.api.innovations import InnovationViewSet
from appraisal.api.metrics import MetricViewSet
from appraisal.api.objections import ObjectionViewSet
from appraisal.api.performance_plans import PlanLibraryViewSet, PlanViewSet
from appraisal.api.protection import ProtectionViewSet
from appraisal.api.recognition import RecognitionViewSet
from appraisal.api.rewards import AwardViewSet, HonourViewSet, ProgrammeViewSet
from appraisal.api.rule_changes import RuleChangeViewSet
from appraisal.api.segments import SegmentViewSet
from appraisal.api.simulations import SimulationViewSet

ROUTES = [
    ("cycles", CycleViewSet, "cycle"),
    ("rule-sets", RuleSetViewSet, "rule-set"),
    ("rule-changes", RuleChangeViewSet, "rule-change"),
    ("simulations", SimulationViewSet, "simulation"),
    ("evaluations", EvaluationViewSet, "evaluation"),
    ("assessor-corrections", CorrectionViewSet, "assessor-correction"),
    ("segments", SegmentViewSet, "segment"),
    ("objections", ObjectionViewSet, "objection"),
    ("hearings", HearingViewSet, "hearing"),
    ("plans", PlanViewSet, "plan"),
    ("plan-library", PlanLibraryViewSet, "plan-library"),
    ("unit-achievements", AchievementViewSet, "unit-achievement"),
    ("annual-results", AnnualViewSet, "annual-result"),
    ("reward-programmes", ProgrammeViewSet, "reward-programme"),
    ("awards", AwardViewSet, "award"),
    ("honours", HonourViewSet, "honour"),
    ("calibration-rooms", RoomViewSet, "calibration-room"),
    ("calibration-entries", EntryViewSet, "calibration-entry"),
    ("recognitions", RecognitionViewSet, "recognition"),
    ("achievements", LogViewSet, "achievement"),
    ("feedback-rounds", FeedbackRoundViewSet, "feedback-round"),
    ("feedback", FeedbackViewSet, "feedback"),
    ("dialogue-meetings", DialogueMeetingViewSet, "dialogue-meeting"),
    ("agenda-templates", AgendaTemplateViewSet, "agenda-template"),
    ("protection-watch", ProtectionViewSet, "protection-watch"),
    ("attendance", AttendanceViewSet, "attendance"),
    ("service-metrics", MetricViewSet, "service-metric"),
    ("innovations", InnovationViewSet, "innovation"),
]
urlpatterns = [
    path("fairness/", FairnessView.as_view(), name="fairness"),
    path("help-effects/", HelpEffectsView.as_view(), name="help-effects"),
    path("development/", MyDevelopmentView.as_view(), name="development"),
    path("development/<str:id>/", DevelopmentView.as_view(), name="development-of"),
    path("years/", MyYearsView.as_view(), name="years"),
    path("years/<str:id>/", YearsView.as_view(), name="years-of"),
    path("unit-development/", UnitDevelopmentView.as_view(), name="unit-development"),
]
