"""Documents made of facts: ordered after the step, made by a job, sealed by a hash, read by right, verified by all."""
