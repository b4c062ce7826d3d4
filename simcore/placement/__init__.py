"""Where pages go: exact, and at a cost that does not grow with memory.

A page map is a short list of segments, each a pattern that repeats. Between two turning points
(a node fills up, an event changes something) placement is periodic, so the engine computes in
closed form how many pages go by and jumps.
"""
