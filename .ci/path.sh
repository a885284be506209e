# Sourced: finds cargo where rustup puts it, in a shell that has not read the user's profile.
if ! command -v cargo >/dev/null; then
    PATH=${CARGO_HOME:-~/.cargo}/bin:$PATH
    export PATH
fi
