"""The machines of appraisal: one file per machine, one row per transition."""
