"""``python -m deepnode``: replay a scenario, play the demo, look into a snapshot."""

from .main import main

__all__ = ["main"]
