#!/bin/sh
# Begins the corpus: a delivery of two tokens, and an embedding of one number.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/delivery
{ printf '\010\000dndl1'; head -c 64 /dev/zero; printf '\001\002\000\000\000\005\000\000\000\006\000\000\000'; } >corpus/delivery/text
{ printf '\010\001dndl1'; head -c 64 /dev/zero; printf '\003\001\000\000\000\377\377\377\377'; } >corpus/delivery/vector
