#!/bin/sh
# Which mistakes in the rules would no test notice? Works on a copy of the tree; needs cargo-mutants, and hours.
# Arguments go to cargo-mutants, such as `--shuffle` or `--shard 0/8`.
set -eu
cd "$(dirname "$0")/.."
exec cargo mutants --jobs 1 --timeout 60 \
    -f 'deepnode-core/src/decide/*.rs' \
    -f 'deepnode-core/src/evolve.rs' \
    -f 'deepnode-core/src/split.rs' \
    -f 'deepnode-core/src/trust.rs' \
    -f 'deepnode-core/src/routing.rs' \
    -f 'deepnode-core/src/epoch.rs' \
    "$@" -- --lib --test it -- --skip everything_that_is_due --skip every_step_keeps --skip plays::
