"""Addresses of this app below /api/v1/."""

from django.urls import path

from appraisal.api.cycles import CycleViewSet, RuleSetViewSet
from appraisal.api.evaluations import EvaluationViewSet
from appraisal.api.hearings import HearingViewSet
from appraisal.api.help_effects import HelpEffectsView
from appraisal.api.metrics import MetricViewSet
from appraisal.api.objections import ObjectionViewSet
from appraisal.api.performance_plans import PlanLibraryViewSet, PlanViewSet
from appraisal.api.protection import ProtectionViewSet
from appraisal.api.simulations import SimulationViewSet

ROUTES = [
    ("cycles", CycleViewSet, "cycle"),
    ("rule-sets", RuleSetViewSet, "rule-set"),
    ("simulations", SimulationViewSet, "simulation"),
    ("evaluations", EvaluationViewSet, "evaluation"),
    ("objections", ObjectionViewSet, "objection"),
    ("hearings", HearingViewSet, "hearing"),
    ("plans", PlanViewSet, "plan"),
    ("plan-library", PlanLibraryViewSet, "plan-library"),
    ("protection-watch", ProtectionViewSet, "protection-watch"),
    ("service-metrics", MetricViewSet, "service-metric"),
]
urlpatterns = [path("help-effects/", HelpEffectsView.as_view(), name="help-effects")]
