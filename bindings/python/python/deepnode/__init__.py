"""The exact ledger of a DeepNode domain, with signing, inference and verification."""

from . import commands, errors, events, places, words
from ._deepnode import *
from .errors import DeepNodeError
from . import commitment, due, emissions, log, scenario, settlement, signing, slashing
from .scenario import Scenario
