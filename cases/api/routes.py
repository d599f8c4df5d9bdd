"""Addresses of this app below /api/v1/."""

from cases.api import counselling, guidance
from cases.api.cases import CaseViewSet
from cases.api.learning_hours import HoursViewSet
from cases.api.sessions import SessionViewSet
from cases.api.templates import TemplateViewSet
from cases.api.trainings import EnrolmentViewSet, TrainingViewSet

ROUTES = [
    ("counsellings", counselling.CounsellingViewSet, "counselling"),
    ("counselling-sessions", counselling.TalkViewSet, "counselling-session"),
    ("cases", CaseViewSet, "case"),
    ("coaching-sessions", SessionViewSet, "coaching-session"),
    ("guidance-feedback", guidance.FeedbackViewSet, "guidance-feedback"),
    ("guidance-evaluations", guidance.EvaluationViewSet, "guidance-evaluation"),
    ("plan-templates", TemplateViewSet, "plan-template"),
    ("trainings", TrainingViewSet, "training"),
    ("enrolments", EnrolmentViewSet, "enrolment"),
    ("learning-hours", HoursViewSet, "learning-hours"),
]
