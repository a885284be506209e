#!/bin/sh
# Which mistakes in the rules would no test notice? Works on a copy of the tree; needs cargo-mutants, and hours.
# Arguments go to cargo-mutants, such as `--shuffle` or `--shard 0/8`.
#
# Built without optimisation and tested with what is quick: half a minute for each mistake. What gets by is then held
# against the whole of the tests.
#
# Of 743 such mistakes a part was tried, in November 2026: 66 in decide, evolve, split, trust and routing (49 caught, 1 ran
# out of time, 13 did not build, 3 got by in the equality of trees, of which one is no mistake and two have a test since),
# and 31 in decide and rate (29 caught, 1 ran out of time, 1 got by: `units + one` in place of `units % one` in
# `mul_rem`, which leaves the same remainder).
set -eu
# A mistake may ask for memory without end.
ulimit -v 12000000
cd "$(dirname "$0")/.."
quick='every_scenario stories:: refusals:: regressions:: queries:: signed money draws queue evidence'
# shellcheck disable=SC2086
exec cargo mutants --jobs 1 --timeout 90 \
    -f 'deepnode-core/src/decide.rs' \
    -f 'deepnode-core/src/decide/*.rs' \
    -f 'deepnode-core/src/evolve.rs' \
    -f 'deepnode-core/src/evolve/*.rs' \
    -f 'deepnode-core/src/split.rs' \
    -f 'deepnode-core/src/rate.rs' \
    -f 'deepnode-core/src/trust.rs' \
    -f 'deepnode-core/src/routing.rs' \
    -f 'deepnode-core/src/epoch.rs' \
    -f 'deepnode-core/src/queue.rs' \
    -f 'deepnode-core/src/compact.rs' \
    -f 'deepnode-core/src/envelope.rs' \
    --cargo-arg=--config --cargo-arg=profile.dev.package.deepnode-core.opt-level=0 \
    "$@" -- --lib --test it -- $quick
