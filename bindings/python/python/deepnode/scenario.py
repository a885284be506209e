from ._deepnode.scenario import *
