"""The REST base: everything a resource of any app needs to be a door onto the engine.

Belongs here: problem answers, strict bodies, keyset pages, conditional reads, transitions, the schema
and its page. Does not belong here: any resource of its own, any rule of the process.
"""
