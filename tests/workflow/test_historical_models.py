"""Models that a migration draws: they carry no transitions and leave no listener behind."""

from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.models.signals import class_prepared

from tests.sample.models import Parcel
from workflow.apps import _leave_history_without_transitions


def drawn_state_field() -> Any:
    """The state field of the parcel as a migration draws it."""
    one = ModelState.from_model(Parcel)
    state = ProjectState()
    state.add_model(ModelState(one.app_label, one.name, [("state", one.fields["state"])]))
    return state.apps.get_model(one.app_label, one.name)._meta.get_field("state")


def listens(field: Any) -> bool:
    heard = (entry[1]() for entry in class_prepared.receivers)
    return any(getattr(receiver, "__self__", None) is field for receiver in heard)


def test_a_drawn_model_leaves_no_listener_behind() -> None:
    assert not listens(drawn_state_field())


def test_without_our_hand_it_would() -> None:
    class_prepared.disconnect(_leave_history_without_transitions)
    try:
        assert listens(drawn_state_field())
    finally:
        class_prepared.connect(_leave_history_without_transitions)
