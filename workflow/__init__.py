"""The engine: actors, roles, machines, deadlines and events. It knows no appraisal and imports no app of ours."""
