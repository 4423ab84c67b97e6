# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
#
# What the scripts in packaging/ and Tests/run-all share. Sourced by them.

# What building awaitd takes besides Swift.
build_packages=(pkg-config libsystemd-dev libsqlite3-dev libyaml-dev zlib1g-dev)
# What making a Debian package of it takes besides.
deb_packages=(build-essential debhelper dh-apparmor pkg-config)
# How the release is built: with Swift's runtime inside, without a search path for libraries, every address resolved and
# protected before it runs, and the same bytes whichever folder it is built in (for the last two, because clang's
# module cache and the hash of each module depend on the folder). Relative to the working directory, the project's.
release_flags=(
    -c release --static-swift-stdlib --disable-local-rpath
    -Xlinker -z -Xlinker now
    -Xcxx -D_FORTIFY_SOURCE=2
    -Xcc "-ffile-prefix-map=$PWD=."
    -Xswiftc -file-prefix-map -Xswiftc "$PWD=."
    -Xswiftc -Xfrontend -Xswiftc -no-clang-module-breadcrumbs
    -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen
)
# The oldest Swift that builds it.
swift_needed=6.3
# The process that run_quietly waits for.
quiet_pid=

say() { printf '%s\n' "$*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Ends with one line if there is no Swift, or one that is too old.
require_swift() {
    command -v swift >/dev/null ||
        die "awaitd is built with Swift $swift_needed or newer, and there is no \`swift\` here: https://www.swift.org/install/linux"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [[ $(printf '%s\n' "$swift_needed" "${version:-0}" | sort -V | head -n 1) == "$swift_needed" ]] ||
        die "awaitd is built with Swift $swift_needed or newer; this is Swift ${version:-of an unknown version}: https://www.swift.org/install/linux"
}

# Prints those of the packages that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            printf '%s\n' "$package"
    done
}

# Installs packages that are missing. Fails, with the command to run, if this user may not or apt cannot.
install_packages() {
    local missing as_root=()
    command -v apt-get >/dev/null || { say "Please install, by their names here: $*" >&2 && return 1; }
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    if [[ $(id -u) != 0 ]]; then
        if ! command -v sudo >/dev/null || ! { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
            say "Please run: apt-get install ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get --quiet)
    run_quietly "installing ${missing[*]}" apt_install "${missing[@]}"
}

apt_install() {
    # The lists may be missing or old.
    "${as_root[@]}" install --yes --no-install-recommends "$@" ||
        { "${as_root[@]}" update && "${as_root[@]}" install --yes --no-install-recommends "$@"; }
}

# Runs a command with its output in a log. Says what it does and for how long; shows the log's end if it fails.
#
#   run_quietly WHAT COMMAND…
run_quietly() {
    local what=$1 log began=$SECONDS status=0 shown=0 elapsed
    shift
    log=$(mktemp "${TMPDIR:-/tmp}/awaitd-log.XXXXXX")
    say "$what …"
    "$@" >"$log" 2>&1 </dev/null &
    quiet_pid=$!
    while kill -0 "$quiet_pid" 2>/dev/null; do
        sleep 0.5
        elapsed=$((SECONDS - began))
        if [[ -t 1 ]]; then
            printf '\r  %d s ' "$elapsed"
        elif ((elapsed >= shown + 20)); then
            shown=$elapsed
            say "  $elapsed s"
        fi
    done
    wait "$quiet_pid" || status=$?
    quiet_pid=
    elapsed=$((SECONDS - began))
    [[ ! -t 1 ]] || printf '\r'
    if ((status == 0)); then
        say "  done in $elapsed s"
    else
        tail -n "${AWAITD_LOG_LINES:-60}" "$log"
        say "  failed after $elapsed s (exit status $status)"
    fi
    rm -f "$log"
    return "$status"
}

# Ends what run_quietly waits for. To be called when the script itself is ended.
end_quiet() {
    [[ -n $quiet_pid ]] || return 0
    kill "$quiet_pid" 2>/dev/null || true
    wait "$quiet_pid" 2>/dev/null || true
}
