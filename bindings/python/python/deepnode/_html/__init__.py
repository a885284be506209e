"""What objects show in notebooks: one function for each, called by its ``_repr_html_``."""

from .flow import settlement
from .params import params

__all__ = ["params", "settlement"]
