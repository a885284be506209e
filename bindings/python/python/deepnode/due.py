from ._deepnode.due import *
