"""The exact ledger of a DeepNode domain, with signing, inference and verification."""

from . import commands, errors, events, places, words
from ._deepnode import *
from . import infer, sdk
from .errors import DeepNodeError
