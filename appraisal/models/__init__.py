"""The tables of appraisal; nothing here decides, see ``machines``, ``policies`` and ``actions``."""

from appraisal.models.achievements import UnitAchievement
from appraisal.models.annual import AnnualRecord, AnnualResult
from appraisal.models.attendance import AttendanceMonth
from appraisal.models.calibration import CalibrationEntry, CalibrationMove, CalibrationRoom, CalibrationSeat
from appraisal.models.corrections import AssessorCorrection, CorrectionFile
from appraisal.models.cycles import Cycle, CycleExemption, PeriodKind
from appraisal.models.dialogue import DialogueYear, LogEntry, LogEvidence, TargetKind
from appraisal.models.evaluations import Evaluation, EvaluationItem, Evidence, ResultRecord
from appraisal.models.facts import ItemFacts
from appraisal.models.feedback import Feedback, FeedbackBox, FeedbackRound, FeedbackText, UnnamedText
from appraisal.models.hearings import Hearing
from appraisal.models.innovations import Innovation, InnovationShare
from appraisal.models.meetings import AgendaTemplate, Agreement, DialogueMeeting
from appraisal.models.metrics import MetricReading, MetricShare, ServiceMetric
from appraisal.models.objections import Objection, ObjectionEvidence, ObjectionItem
from appraisal.models.plans import LibraryResult, Plan, PlanIndicator, PlanResult, PlanVersion
from appraisal.models.questions import ObjectionQuestion, Side
from appraisal.models.recognition import Recognition
from appraisal.models.rewards import Award, AwardResult, RewardProgramme
from appraisal.models.rule_changes import RuleChange
from appraisal.models.rule_sets import RuleSet
from appraisal.models.segments import PeriodSegment, SegmentGround
from appraisal.models.simulations import Simulation

__all__ = [
    "AgendaTemplate",
    "Agreement",
    "AnnualRecord",
    "AnnualResult",
    "AssessorCorrection",
    "AttendanceMonth",
    "Award",
    "AwardResult",
    "CalibrationEntry",
    "CalibrationMove",
    "CalibrationRoom",
    "CalibrationSeat",
    "CorrectionFile",
    "Cycle",
    "CycleExemption",
    "DialogueMeeting",
    "DialogueYear",
    "Evaluation",
    "EvaluationItem",
    "Evidence",
    "Feedback",
    "FeedbackBox",
    "FeedbackRound",
    "FeedbackText",
    "Hearing",
    "Innovation",
    "InnovationShare",
    "ItemFacts",
    "LibraryResult",
    "LogEntry",
    "LogEvidence",
    "MetricReading",
    "MetricShare",
    "Objection",
    "ObjectionEvidence",
    "ObjectionItem",
    "ObjectionQuestion",
    "PeriodKind",
    "PeriodSegment",
    "Plan",
    "PlanIndicator",
    "PlanResult",
    "PlanVersion",
    "Recognition",
    "ResultRecord",
    "RewardProgramme",
    "RuleChange",
    "RuleSet",
    "SegmentGround",
    "ServiceMetric",
    "Side",
    "Simulation",
    "TargetKind",
    "UnitAchievement",
    "UnnamedText",
]
