from ._deepnode.commands import *
