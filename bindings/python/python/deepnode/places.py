"""Where money is, comes from or goes to."""

from ._deepnode import places as _native
from ._deepnode.places import *

__all__ = []
__all__ += _native.__all__
