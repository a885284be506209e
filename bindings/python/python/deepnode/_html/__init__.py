"""What objects show in notebooks: one function for each, called by its ``_repr_html_``."""

from .flow import settlement, settlements
from .nouns import domain, miner, miners, task
from .params import params
from .record import events

__all__ = ["domain", "events", "miner", "miners", "params", "settlement", "settlements", "task"]
