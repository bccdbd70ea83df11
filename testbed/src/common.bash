# shellcheck shell=bash disable=SC2034 # what is set here is used where this is sourced
# Shared by the scripts of the test bed; sourced, not run.
# Sets HERE (the testbed folder), ROOT (the project) and TESTBED (the work folder).

HERE=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
ROOT=$(dirname -- "$HERE")
TESTBED=$(readlink -m -- "${TESTBED:-$ROOT/target/testbed}")
export TESTBED

# Messages are read by these scripts, and personal settings must not shape a recording.
export LC_ALL=C
unset NODE_OPTIONS NODE_EXTRA_CA_CERTS JAVA_TOOL_OPTIONS OPENSSL_CONF SSLKEYLOGFILE

# Where `get` puts what `record-example` runs.
NODE_NEW=$TESTBED/node-26.10.0
NODE_OLD=$TESTBED/node-0.8.6
LIBS_098=$TESTBED/openssl-0.9.8e
LIBS_102=$TESTBED/openssl-1.0.2o
TLSLITE=$TESTBED/tlslite-ng-0.8.2
OPENSSL_098=("$LIBS_098/libcrypto-de69073a.so.0.9.8e" "$LIBS_098/libssl-a65b360f.so.0.9.8e")
OPENSSL_102=("$LIBS_102/libcrypto-6448f03c.so.1.0.2o" "$LIBS_102/libssl-8bb9b3dd.so.1.0.2o")

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Debian 12 packages: everything that the scripts use.
PACKAGES="openssl gcc libc6-dev default-jdk-headless npm python3-pip curl tshark iproute2 gnutls-bin libnss3-tools wget botan libnss-wrapper"

missing() {
    die "missing: $1; run: apt-get install --no-install-recommends $PACKAGES"
}

# need COMMAND...   Ends with the apt command if one of them is missing.
need() {
    local name
    for name in "$@"; do
        command -v -- "$name" >/dev/null || missing "$name"
    done
}
