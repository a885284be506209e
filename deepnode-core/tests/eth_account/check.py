"""Random commands of every type, and batches of them, signed with eth-account.

From this crate to eth-account: for each it prints the typed data, and eth-account computes the same digest from it.
From eth-account to this crate: its signatures are shown to a domain at a time at which they are no longer valid, which
is refused with `expired` only if the signature and the nonce are good; a spoilt one is refused with `bad_signature`.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data

typed_data_tool, replay_tool, folder = sys.argv[1:]
folder = Path(folder)
here = Path(__file__).parent
chance = random.Random(20_261_126)
EACH = 12


def address():
    return "0x" + chance.randbytes(20).hex()


def word32():
    return "0x" + chance.randbytes(32).hex()


def u64():
    return chance.choice([0, 1, 2**53, 2**53 + 1, 2**64 - 1, chance.getrandbits(64), chance.getrandbits(20)])


def amount():
    return str(chance.choice([0, 1, 2**64, 2**96 - 1, chance.getrandbits(96)]))


def text():
    return "".join(chance.choice('az09 "\\\n\t€ß日😀\x00\x7f') for _ in range(chance.randrange(60)))


def some(make, most):
    return [make() for _ in range(chance.randrange(most))]


def params(like):
    """Parameters of any values, which are signed whether or not they keep the rules."""
    if isinstance(like, dict):
        made = {key: params(value) for key, value in like.items()}
        if "admission" in made:
            made["admission"] = chance.choice(["open", {"list": sorted({address() for _ in range(3)})}])
        if "burn_base" in made:
            made["burn_base"] = chance.choice(["fees", "gross"])
        return made
    if isinstance(like, bool):
        return chance.random() < 0.5
    if isinstance(like, int):
        return u64()
    return address() if like.startswith("0x") else amount()


scenario = json.loads((here / "../scenarios/one_task.json").read_text())
KIND = ["inference", "training"]
SEVERITY = ["minor", "major", "critical"]
VERDICT = ["correct", *SEVERITY, "unverifiable"]
ROLE = ["owner", "foundation", "treasury", "fee_recipient", "bridge", "sequencer"]
pick = chance.choice
COMMANDS = {
    "deposit": lambda: {"to": address(), "amount": amount()},
    "withdraw": lambda: {"amount": amount()},
    "transfer": lambda: {"to": address(), "amount": amount()},
    "register_model": lambda: {
        "model": word32(), "kind": pick(KIND), "unit_price": amount(), "committee": u64(), "replicas": u64(),
        "lease_ms": u64(), "creator_share": u64(), "backers": some(lambda: [address(), u64()], 5),
        "manifest": text(),
    },
    "admit_model": lambda: {"model": word32(), "difficulty": u64()},
    "retire_model": lambda: {"model": word32()},
    "register_miner": lambda: {
        "models": some(word32, 5), "slots": u64(), "collateral": amount(), "max_fee": amount()
    },
    "top_up": lambda: {"amount": amount()},
    "pause": dict,
    "resume": dict,
    "exit_miner": dict,
    "register_validator": lambda: {"stake": amount()},
    "add_stake": lambda: {"amount": amount()},
    "exit_validator": dict,
    "delegate": lambda: {"validator": address(), "amount": amount()},
    "undelegate": lambda: {"validator": address(), "amount": amount()},
    "submit_task": lambda: {"model": word32(), "kind": pick(KIND), "units": u64(), "input": word32()},
    "cancel_task": lambda: {"task": u64()},
    "submit_result": lambda: {"assignment": u64(), "units_done": u64(), "seal": word32()},
    "decline": lambda: {"assignment": u64()},
    "commit_verdict": lambda: {"assignment": u64(), "commitment": word32()},
    "reveal_verdict": lambda: {
        "assignment": u64(), "verdict": pick(VERDICT), "output_root": word32(), "seal_salt": word32(),
        "salt": word32(),
    },
    "advance": lambda: {"entropy": word32(), "next": word32()},
    "decide": lambda: {"case": u64(), "verdict": pick(["dismiss", {"uphold": {"severity": pick(SEVERITY)}}])},
    "appeal": lambda: {"case": u64(), "statement": text()},
    "propose": lambda: {"base": u64(), "params": params(scenario["params"])},
    "vote": lambda: {"proposal": u64(), "choice": pick(["yes", "no", "abstain", "veto"])},
    "hand_over": lambda: {"role": pick(ROLE), "to": address()},
    "accept_role": lambda: {"role": pick(ROLE)},
    "begin_phase_two": dict,
}


def command(name):
    return {"type": name, **COMMANDS[name]()}


def unsigned(action):
    """A step without its signature; at the time 1 its validity is over."""
    signed = {"nonce": 0, "valid_until": pick([0, 1]), "signature": "0x"}
    return {"now": 1, "signer": address(), **action, "signed": signed, "error": "expired"}


listed = subprocess.run(["grep", "-c", "^[A-Z].*validUntil)", here / "../../TYPED_DATA.md"], capture_output=True)
assert int(listed.stdout) == len(COMMANDS) + 1, "a type of the reference page is not covered here"

steps = [unsigned({"command": command(name)}) for name in COMMANDS for _ in range(EACH)]
for size in [1, 2, 3, 100, 1024]:
    items = [{"command": command(pick(list(COMMANDS)))} for _ in range(size)]
    steps.append(unsigned({"batch": items}))
scenario["steps"] = steps
scenario["chain_id"] = 2**64 - 1
file = folder / "signed.json"
file.write_text(json.dumps(scenario))

def typed_data(index, *options):
    """What the tool prints, once eth-account has found the same digest."""
    run = subprocess.run([typed_data_tool, file, str(index), *options], capture_output=True, check=True)
    printed = json.loads(run.stdout)
    message = encode_typed_data(full_message=printed["typed_data"])
    digest = "0x" + _hash_eip191_message(message).hex()
    assert digest == printed["digest"], f"step {index}: eth-account signs {digest}, not {printed['digest']}"
    return printed, message


for index, step in enumerate(steps):
    _, message = typed_data(index)
    nonce, until = str(u64()), str(u64())
    printed, _ = typed_data(index, "--nonce", nonce, "--valid-until", until)
    signed = printed["typed_data"]["message"]
    assert (signed["nonce"], signed["validUntil"]) == (nonce, until), f"step {index}"
    key = Account.from_key(chance.randbytes(32))
    step["signer"] = key.address.lower()
    step["signed"]["signature"] = "0x" + key.sign_message(message).signature.hex()

for step in steps[::EACH]:
    spoilt = json.loads(json.dumps(step))
    digits = list(spoilt["signed"]["signature"])
    digits[40] = "1" if digits[40] == "0" else "0"
    spoilt["signed"]["signature"] = "".join(digits)
    steps.append({**spoilt, "error": "bad_signature"})
file.write_text(json.dumps(scenario))
subprocess.run([replay_tool, file], stdout=subprocess.DEVNULL, check=True)
print(f"{len(steps)} steps, {len(COMMANDS)} types of commands and batches: the same digests and signers")
