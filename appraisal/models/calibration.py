"""Calibration rooms: who sits in one, the people on its table, and every move with its reason."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appraisal.machines.calibration_entry import CalibrationEntryMachine, CalibrationEntryState
from appraisal.machines.calibration_room import CalibrationRoomMachine, CalibrationRoomState
from appraisal.models.evaluations import rating_known
from appraisal.scoring import cell_of

REASON = 1000


class CalibrationRoom(CalibrationRoomMachine):
    """The room of a unit and below it in one cycle. Names are written when the minutes are sealed; `revision` counts
    changes of the seats, `released_at` is the instant from which the clocks of every result of the room count."""

    cycle = models.ForeignKey("appraisal.Cycle", on_delete=models.PROTECT, related_name="rooms")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="rooms")
    moderator = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="rooms_moderated"
    )
    moderator_name = models.CharField(max_length=200, blank=True, default="")
    moderator_post = models.CharField(max_length=200, blank=True, default="")
    author = models.ForeignKey("organization.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    conclusion = models.TextField(_("what the meeting agreed"), blank=True, default="", max_length=4000)
    revision = models.PositiveIntegerField(default=0)
    job_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("calibration room")
        verbose_name_plural = _("calibration rooms")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=CalibrationRoomState.values), name="calibration_room_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "cancelled")) | Q(moderator__isnull=False),
                name="calibration_room_moderated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("releasing", "released")) | Q(released_at__isnull=False),
                name="calibration_room_release_dated",
            ),
        )
        indexes = (models.Index(fields=("state", "unit"), name="calibration_room_by_state"),)

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.cycle_id}"


class CalibrationSeat(models.Model):
    """An assessor who was invited to a room; name and post as of the sealing."""

    room = models.ForeignKey(CalibrationRoom, on_delete=models.CASCADE, related_name="seats")
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="calibration_seats")
    name = models.CharField(max_length=200, blank=True, default="")
    post = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("room", "employee"), name="calibration_seat_once"),)

    def __str__(self) -> str:
        return f"{self.room_id}: {self.employee_id}"


class CalibrationEntry(CalibrationEntryMachine):
    """One person in a room. `…_before` is the snapshot of the opening, the others are what the room makes of it."""

    room = models.ForeignKey(CalibrationRoom, on_delete=models.PROTECT, related_name="entries")
    evaluation = models.ForeignKey("appraisal.Evaluation", on_delete=models.PROTECT, related_name="room_entries")
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="+")
    employee_name = models.CharField(max_length=200)
    employee_post = models.CharField(max_length=200, blank=True, default="")
    unit_name = models.CharField(max_length=200, blank=True, default="")
    assessor_name = models.CharField(max_length=200, blank=True, default="")
    results_before = models.PositiveSmallIntegerField()
    behaviour_before = models.PositiveSmallIntegerField()
    predicate_before = models.CharField(max_length=40)
    results_rating = models.PositiveSmallIntegerField(_("rating of results"))
    behaviour_rating = models.PositiveSmallIntegerField(_("rating of behaviour"))
    predicate = models.CharField(_("predicate"), max_length=40)
    moves_made = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("employee_name", "id")
        verbose_name = _("person in a calibration room")
        verbose_name_plural = _("people in calibration rooms")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=CalibrationEntryState.values), name="calibration_entry_state_known"
            ),
            models.UniqueConstraint(fields=("room", "evaluation"), name="calibration_entry_once_per_room"),
            models.UniqueConstraint(
                fields=("evaluation",),
                condition=Q(state__in=("on_table", "sealed")),
                name="calibration_entry_in_one_room",
            ),
            rating_known("results_rating", "calibration_entry_results_known"),
            rating_known("behaviour_rating", "calibration_entry_behaviour_known"),
        )
        indexes = (models.Index(fields=("room", "employee_name", "id"), name="calibration_entry_of_room"),)

    def __str__(self) -> str:
        return f"{self.room_id}: {self.employee_id}"

    @classmethod
    def of(cls, room: CalibrationRoom, form: Any) -> "CalibrationEntry":
        """The snapshot of a proposed form, not stored yet."""
        results, behaviour = form.results_rating, form.behaviour_rating
        predicate = cell_of(form.rules, results, behaviour)
        return cls(
            room=room,
            evaluation=form,
            employee_id=form.employee_id,
            employee_name=form.employee_name,
            employee_post=form.employee_post,
            unit_name=form.unit_name,
            assessor_name=form.assessor_name,
            results_before=results,
            behaviour_before=behaviour,
            predicate_before=predicate,
            results_rating=results,
            behaviour_rating=behaviour,
            predicate=predicate,
        )

    @property
    def was_moved(self) -> bool:
        """Whether the ratings are others than those proposed."""
        return (self.results_rating, self.behaviour_rating) != (self.results_before, self.behaviour_before)

    @property
    def predicate_label(self) -> str:
        """The predicate in the language of the page."""
        return self.evaluation.rules.predicate(self.predicate).label.pick(get_language())

    @property
    def proposed_label(self) -> str:
        """The predicate that was proposed."""
        return self.evaluation.rules.predicate(self.predicate_before).label.pick(get_language())


class CalibrationMove(models.Model):
    """One move, never changed: from where to where, by whom, why, when.

    It names its entry alone: a key to the room as well would wait for its lock while the room, being sealed, waits for
    the entry.
    """

    entry = models.ForeignKey(CalibrationEntry, on_delete=models.PROTECT, related_name="moves")
    sequence = models.PositiveSmallIntegerField()
    results_from = models.PositiveSmallIntegerField()
    behaviour_from = models.PositiveSmallIntegerField()
    predicate_from = models.CharField(max_length=40)
    results_to = models.PositiveSmallIntegerField()
    behaviour_to = models.PositiveSmallIntegerField()
    predicate_to = models.CharField(max_length=40)
    mover = models.ForeignKey("organization.User", on_delete=models.PROTECT, related_name="+")
    mover_name = models.CharField(max_length=200)
    reason = models.TextField(_("reason"), max_length=REASON)
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ("moved_at", "pk")
        verbose_name = _("move in calibration")
        verbose_name_plural = _("moves in calibration")
        constraints = (models.UniqueConstraint(fields=("entry", "sequence"), name="calibration_move_in_order"),)

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.sequence}"
