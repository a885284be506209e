"""Every input that a domain takes: what :meth:`deepnode.Domain.apply` is given."""

from ._deepnode import commands as _native
from ._deepnode.commands import *

__all__ = []
__all__ += _native.__all__
