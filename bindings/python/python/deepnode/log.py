from ._deepnode.log import *
