#!/usr/bin/env bash
# Every scenario's claims, and those of 1 to 1000 balances, are those of the npm package @openzeppelin/merkle-tree.
# check.sh CLAIMS REPLAY : the two tools, already built.
set -euo pipefail
claims=$(realpath "$1") replay=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

npm ci --silent --no-audit --no-fund

# compare SCENARIO NAME : a domain without any balance has no tree, and the tool says so.
compare() {
    "$replay" "$1" >"$out/$2.state"
    local code=0
    "$claims" "$1" >"$out/$2" 2>"$out/stderr" || code=$?
    if [[ $(node -p "Object.keys(JSON.parse(fs.readFileSync('$out/$2.state')).accounts).length") == 0 ]]; then
        [[ $code == 1 && ! -s $out/$2 && -s $out/stderr ]]
        printf '%s: nobody has a balance, exit code 1\n' "$2"
    else
        ((code == 0)) || { cat "$out/stderr" >&2; return 1; }
        (cd "$out" && node "$OLDPWD/claims.mjs" check "$2.state" "$2")
    fi
}

for scenario in ../scenarios/*.json; do
    [[ $scenario == *.expected.json ]] || compare "$scenario" "$(basename "$scenario" .json)"
done
for n in 0 1 2 3 1000; do
    node claims.mjs deposits "$n" >"$out/deposits.json"
    compare "$out/deposits.json" "deposits_$n"
done

node claims.mjs vectors | cmp - vectors.json
