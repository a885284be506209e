"""The closed sets of words of inference. Each member is also its text, which does wherever a member is expected."""

from ..words import Word


class Mode(Word):
    """The arithmetic that a model computes in."""

    F32 = "f32"
    """Floats of 32 bits: the same bits on one kind of processor only."""
    EXACT = "exact"
    """Whole numbers: the same bits everywhere."""


class Kernel(Word):
    """What multiplies matrices in exact mode. The results are the same."""

    AUTO = "auto"
    """The tensor library's product, as fast as the device allows."""
    INTEGERS = "integers"
    """The tensor library's product of integers."""
    SCALAR = "scalar"
    """Plain loops on the processor: slow, and simple enough to believe."""


class Finish(Word):
    """Why a generation ended."""

    EOS = "eos"
    """The last token is an end token."""
    LIMIT = "limit"
    """The limit was reached."""
    STOPPED = "stopped"
    """The receiver of the tokens wanted no more."""


class Checks(Word):
    """How far the results of an engine can be checked by somebody else."""

    EXACT = "exact"
    """The same bits everywhere: reading the claimed text once decides."""
    SAME_ENGINE = "same_engine"
    """The same bits from the same engine on the same kind of processor only."""
    NONE = "none"
    """None yet: no two runs need to agree."""


class Reason(Word):
    """Why a claim is right, wrong, or cannot be judged."""

    AGREES = "agrees"
    """It is what the promised model gives."""
    NOT_DELIVERED = "not_delivered"
    """Nothing came from the miner."""
    NOT_FROM_MINER = "not_from_miner"
    """What came is not signed by the miner for this assignment."""
    UNCHECKED = "unchecked"
    """The engine at hand cannot check its results."""
    OTHER_MANIFEST = "other_manifest"
    """No engine at hand runs the promised model."""
    OTHER_INPUT = "other_input"
    """The input at hand is not the one that the consumer posted."""
    OUT_OF_TIME = "out_of_time"
    """There was no time to look at it."""
    MALFORMED = "malformed"
    """Signed bytes that are no delivery, an answer of another kind, or a token that the model does not have."""
    WRONG_SEAL = "wrong_seal"
    """What the miner has signed does not open its seal on the ledger."""
    WRONG_UNITS = "wrong_units"
    """The right output, with another number of units than it took."""
    TRUNCATED = "truncated"
    """A right beginning that was ended early."""
    BEYOND_END = "beyond_end"
    """Text beyond an end token, or more than was asked for."""
    WRONG_FINISH = "wrong_finish"
    """The right text, with another reason for its end than the true one."""
    SWAPPED = "swapped"
    """The promised model's states, but not the output that follows from them."""
    OTHER_OUTPUT = "other_output"
    """Another output than the same engine gives."""
    OTHER_STATES = "other_states"
    """The right output, with other states: other weights, or another way of computing."""
    OTHER_MODEL = "other_model"
    """Neither output nor states are the promised model's."""
    NULL_PROOF = "null_proof"
    """A root of zeros, where there must be one over states, or no token at all: nothing was computed."""
    COPIED = "copied"
    """A wrong answer that was given to another task before."""
