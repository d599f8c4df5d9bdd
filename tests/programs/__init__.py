"""Random programs over the whole process: people act, time passes, the organisation changes; the promises hold."""
