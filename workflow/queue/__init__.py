"""The queue: a hint to look at our tables, behind Django's tasks interface. See README.md here."""

from workflow.queue.entries import enqueue, enqueue_after_commit, entry

__all__ = ["enqueue", "enqueue_after_commit", "entry"]
