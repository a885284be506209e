from ._deepnode.events import *
