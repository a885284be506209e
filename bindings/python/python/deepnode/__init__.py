"""The exact ledger of a DeepNode domain, with signing, inference and verification."""

from . import commands, errors, events, money, places, words
from ._deepnode import *
from .errors import DeepNodeError
from .money import DN, format_dn, format_rate, percent, to_dn
