"""How hard Hypothesis looks: the same examples in every run, or new ones on request.

ILX_HYPOTHESIS=explore looks for examples that nobody has seen yet, and for longer.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "house",
    max_examples=40,
    deadline=None,  # two slow cores are no reason to fail
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "explore",
    max_examples=2000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile(os.environ.get("ILX_HYPOTHESIS", "house"))
