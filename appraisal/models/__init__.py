"""The tables of appraisal; nothing here decides, see ``machines``, ``policies`` and ``actions``."""

from appraisal.models.attendance import AttendanceMonth
from appraisal.models.calibration import CalibrationEntry, CalibrationMove, CalibrationRoom, CalibrationSeat
from appraisal.models.cycles import Cycle, CycleExemption, PeriodKind
from appraisal.models.evaluations import Evaluation, EvaluationItem, Evidence, ResultRecord
from appraisal.models.facts import ItemFacts
from appraisal.models.hearings import Hearing
from appraisal.models.innovations import Innovation, InnovationShare
from appraisal.models.metrics import MetricReading, MetricShare, ServiceMetric
from appraisal.models.objections import Objection, ObjectionEvidence, ObjectionItem
from appraisal.models.plans import LibraryResult, Plan, PlanIndicator, PlanResult, PlanVersion
from appraisal.models.questions import ObjectionQuestion, Side
from appraisal.models.recognition import Recognition
from appraisal.models.rewards import Award, AwardResult, RewardProgramme
from appraisal.models.rule_sets import RuleSet
from appraisal.models.simulations import Simulation

__all__ = [
    "AttendanceMonth",
    "Award",
    "AwardResult",
    "CalibrationEntry",
    "CalibrationMove",
    "CalibrationRoom",
    "CalibrationSeat",
    "Cycle",
    "CycleExemption",
    "Evaluation",
    "EvaluationItem",
    "Evidence",
    "Hearing",
    "Innovation",
    "InnovationShare",
    "ItemFacts",
    "LibraryResult",
    "MetricReading",
    "MetricShare",
    "Objection",
    "ObjectionEvidence",
    "ObjectionItem",
    "ObjectionQuestion",
    "PeriodKind",
    "Plan",
    "PlanIndicator",
    "PlanResult",
    "PlanVersion",
    "Recognition",
    "ResultRecord",
    "RewardProgramme",
    "RuleSet",
    "ServiceMetric",
    "Side",
    "Simulation",
]
