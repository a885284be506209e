"""A small domain from registration to settlement, with a cheater: to learn from, and to try parameters on.

>>> from deepnode import demo
>>> played = demo.play(tasks=4, seed=7)
>>> played.domain.audit()
[]
>>> sorted(played.names.values())[:3]
['Ada', 'Boris', 'Chen']

Everything follows from the seed. Time is simulated; where no model is given, an answer is a hash of its prompt.
"""

from .cast import CONSUMERS, MINERS, VALIDATORS, Miner, Validator, address, usual_params
from .model import Answers
from .play import Play, play

__all__ = [
    "CONSUMERS",
    "MINERS",
    "VALIDATORS",
    "Answers",
    "Miner",
    "Play",
    "Validator",
    "address",
    "play",
    "usual_params",
]
