"""The pages of appraisal: each view reads its input, calls one action or selector, and answers."""
