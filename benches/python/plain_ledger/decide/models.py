"""Models: offered, admitted, retired."""

from __future__ import annotations

from ..money import ONE
from ..refused import Refused
from ..state import Model, State
from .checks import require

MAX_LEASE_MS = 604_800_000
MAX_COMMITTEE = 21
MAX_REPLICAS = 16
MAX_BACKERS = 64
MAX_MANIFEST = 4096
MAX_DIFFICULTY = 1_000_000


def register_model(
    s: State,
    signer: str,
    model: str,
    kind: str,
    unit_price: int,
    committee: int,
    replicas: int,
    lease_ms: int,
    creator_share: int,
    backers: list[tuple[str, int]],
    manifest: str,
) -> None:
    if model in s.models:
        raise Refused("model_exists", model=model)
    _check("unit_price", unit_price >= 1)
    _check("committee", 1 <= committee <= MAX_COMMITTEE and committee % 2 == 1)
    _check("replicas", 1 <= replicas <= MAX_REPLICAS)
    _check("lease_ms", 1 <= lease_ms <= MAX_LEASE_MS)
    _check("creator_share", creator_share <= ONE)
    _check("backers", len(backers) <= MAX_BACKERS and all(weight >= 1 for _, weight in backers))
    _check("manifest", len(manifest.encode()) <= MAX_MANIFEST)
    row = Model(
        model, signer, kind, unit_price, committee, replicas, lease_ms, creator_share, backers, manifest
    )
    s.models[model] = row
    terms = {
        "kind": kind,
        "unit_price": str(unit_price),
        "committee": committee,
        "replicas": replicas,
        "lease_ms": lease_ms,
        "creator_share": creator_share,
        "backers": [list(backer) for backer in backers],
        "manifest": manifest,
    }
    s.emit("model_registered", model=model, creator=signer, terms=terms)


def admit_model(s: State, signer: str, model: str, difficulty: int) -> None:
    require(signer, s.roles["owner"])
    row = in_service(s, model)
    _check("difficulty", 1 <= difficulty <= MAX_DIFFICULTY)
    row.status, row.difficulty = "admitted", difficulty
    s.emit("model_admitted", model=model, difficulty=difficulty)


def retire_model(s: State, signer: str, model: str) -> None:
    require(signer, known(s, model).creator)
    row = in_service(s, model)
    row.status = "retired"
    s.emit("model_retired", model=model)


def known(s: State, model: str) -> Model:
    row = s.models.get(model)
    if row is None:
        raise Refused("unknown_model", model=model)
    return row


def in_service(s: State, model: str) -> Model:
    """A model that is not retired."""
    row = known(s, model)
    if row.status == "retired":
        raise Refused("model_retired", model=model)
    return row


def _check(field: str, holds: bool) -> None:
    if not holds:
        raise Refused("invalid_model", field=field)
