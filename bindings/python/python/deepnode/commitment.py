from ._deepnode.commitment import *
