"""System calls as the kernel takes them: numbers, pointers and bytes.

A caller's memory (:mod:`memory`) holds the structs (:mod:`structs`), masks and weight arrays;
what a call reads from there, in the kernel's order of checks, becomes a request
(:mod:`param`), or a refusal that names the check that failed (:mod:`calls`).
"""
