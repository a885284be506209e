"""How hypothesis plays: without a clock, because machines that run several things at once are slow at times."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "calm", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("calm")
