from ._deepnode.signing import *
