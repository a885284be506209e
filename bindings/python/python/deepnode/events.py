"""Every fact that a domain records: what :meth:`deepnode.Domain.apply` gives."""

from ._deepnode import events as _native
from ._deepnode.events import *

__all__ = []
__all__ += _native.__all__
