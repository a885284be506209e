#!/bin/sh
# Fills the corpora from the scenario files: whole ones for `scenario`, and their first bytes as plays for `apply`; and
# from the golden files for `entry` and `snapshot`.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/scenario corpus/apply corpus/proof corpus/entry corpus/snapshot corpus/envelope
# A root, and a claim that it may or may not hold.
printf '%032d{"address":"0x%040d","amount":"5","proof":["0x%064d"]}' 7 1 2 >corpus/proof/claim
# What an envelope looks like, without a good signature.
printf '{"signer":"0x%040d","command":{"type":"pause"},"signed":{"nonce":0,"valid_until":9,"signature":"0x%0130d"}}' 1 2 >corpus/envelope/pause
golden=../tests/it/golden/v1
cp $golden/commands $golden/events corpus/entry
for name in genesis middle; do
    { printf '\001'; cat "$golden/$name.snapshot"; } > "corpus/snapshot/$name"
done
for file in ../tests/scenarios/*.json; do
    name=$(basename "$file" .json)
    case $name in *.expected) continue ;; esac
    if [ "$(wc -c < "$file")" -lt 40000 ]; then
        cp "$file" "corpus/scenario/$name"
    fi
    # Without the parameters, which are alike in all of them.
    tail -c +3000 "$file" | head -c 1500 > "corpus/apply/$name"
done
