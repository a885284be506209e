"""How hypothesis plays: without a clock, because machines that run several things at once are slow at times.

And Ctrl-C: a process that was started in the background ignores it, and hands that down to those that it starts. Tests
interrupt themselves and others, so it is turned on.
"""

from __future__ import annotations

import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "calm", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("calm")

signal.signal(signal.SIGINT, signal.default_int_handler)
