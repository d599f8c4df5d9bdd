"""The audit desk: the record searched, who read what, the chains and the daily seals verified.

`sealed` holds the record against the seals, `verifying` gathers every finding, `running` does it as a job, `search` and
`readings` narrow for an auditor, `pages` puts into words. Rights: an auditor's grants alone open it, in their units.
"""
