"""The sample machine's people and parcel, as the engine's own tests use them."""

from tests.workflow.conftest import clerk, loader, owner, parcel, stopped_clock

__all__ = ["clerk", "loader", "owner", "parcel", "stopped_clock"]
