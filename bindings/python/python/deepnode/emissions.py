from ._deepnode.emissions import *
