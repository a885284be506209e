from ._deepnode.slashing import *
