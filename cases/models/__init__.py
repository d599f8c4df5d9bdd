"""The tables of the cases app, one module per topic."""

from cases.models.coaching import CoachingSession
from cases.models.counselling import Counselling, CounsellingNote, CounsellingSession
from cases.models.guidance import GuidanceEvaluation, GuidanceFeedback
from cases.models.improvement import CaseTransfer, CaseTrigger, CauseKind, HoldPeriod, ImprovementCase
from cases.models.plan import PlanItem
from cases.models.stages import CaseStage, ProgressEntry
from cases.models.templates import PlanTemplate, PlanTemplateEdition
from cases.models.trainings import Certificate, Enrolment, Training, TrainingIndicator

__all__ = [
    "CaseStage",
    "CaseTransfer",
    "CaseTrigger",
    "CauseKind",
    "Certificate",
    "CoachingSession",
    "Counselling",
    "CounsellingNote",
    "CounsellingSession",
    "Enrolment",
    "GuidanceEvaluation",
    "GuidanceFeedback",
    "HoldPeriod",
    "ImprovementCase",
    "PlanItem",
    "PlanTemplate",
    "PlanTemplateEdition",
    "ProgressEntry",
    "Training",
    "TrainingIndicator",
]
