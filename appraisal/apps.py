"""Registers the appraisal app and the policies it answers for."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppraisalConfig(AppConfig):
    """The app of rule sets, cycles, evaluations and objections."""

    name = "appraisal"
    verbose_name = _("Performance appraisal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Importing the policies and the jobs registers them with the engine."""
        from appraisal import (  # noqa: F401
            cycle_policies,
            hearing_policies,
            mining,
            naming,
            opening,
            policies,
            remembered,
            whereabouts,
        )
        from appraisal.annual import making  # noqa: F401
        from appraisal.annual import policies as annual_policies  # noqa: F401
        from appraisal.awards import policies as award_policies  # noqa: F401
        from appraisal.calibration import live, releasing  # noqa: F401
        from appraisal.calibration import notices as calibration_notices  # noqa: F401
        from appraisal.calibration import policies as calibration_policies  # noqa: F401
        from appraisal.corrections import policies as correction_policies  # noqa: F401
        from appraisal.dialogue import policies as dialogue_policies  # noqa: F401
        from appraisal.exchange import predicates  # noqa: F401
        from appraisal.imports import attendance, metrics  # noqa: F401
        from appraisal.innovations import notices as innovation_notices  # noqa: F401
        from appraisal.innovations import policies as innovation_policies  # noqa: F401
        from appraisal.pages import seldom_work, worklist  # noqa: F401
        from appraisal.patterns import policies as pattern_policies  # noqa: F401
        from appraisal.plans import following, lines  # noqa: F401
        from appraisal.plans import policies as plan_policies  # noqa: F401
        from appraisal.recognition import policies as recognition_policies  # noqa: F401
        from appraisal.rule_changes import moving as rule_change_moving  # noqa: F401
        from appraisal.rule_changes import policies as rule_change_policies  # noqa: F401
        from appraisal.segments import moving  # noqa: F401
        from appraisal.segments import policies as segment_policies  # noqa: F401
        from appraisal.simulations import running  # noqa: F401
        from appraisal.verification import nightly  # noqa: F401

        self._name_documents()

    def _name_documents(self) -> None:
        """The documents of appraisal, after the policies that say who may read them."""
        from appraisal.documents import (  # noqa: F401
            case_file,
            certificate,
            cycle_papers,
            evaluation_document,
            evaluation_form,
            letter,
            minutes,
            objection_form,
            plan_form,
        )
