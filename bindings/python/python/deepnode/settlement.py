from ._deepnode.settlement import *
