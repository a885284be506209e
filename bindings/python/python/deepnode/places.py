from ._deepnode.places import *
