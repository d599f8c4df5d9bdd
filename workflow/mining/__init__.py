"""Process maps from the events: real paths, waiting times, bottlenecks, and whether every path is one of the machine.

`places` says which machines are mapped and where their units and periods lie, `reading` reads, `measures`,
`hiding` and `conformance` compute (values in, values out), `maps` draws, `pages` puts into words.
"""
