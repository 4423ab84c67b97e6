# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
#
# Shared by the scripts in packaging/ and Tests/run-all, which source it.

# What building awaitd needs besides Swift.
build_packages=(pkg-config libsystemd-dev libsqlite3-dev libyaml-dev zlib1g-dev)
# What building a Debian package needs in addition.
deb_packages=(build-essential debhelper dh-apparmor pkg-config)
# How the release is built: with Swift's runtime linked in, without a library search path, without code that nothing calls
# (which takes a section for each function, and no symbols for libraries to find), with all addresses resolved and
# protected at start, with nothing executable but code (gold would map constants with it), with glibc's and the compiler's
# checks in the C and C++ that is linked in, and reproducibly in any folder (hence the last two flags: clang's module cache
# and each module's hash depend on the folder). Relative to the working directory, the project's.
release_flags=(
    -c release --static-swift-stdlib --disable-local-rpath
    -Xswiftc -use-ld=lld
    -Xswiftc -Xfrontend -Xswiftc -function-sections -Xlinker --no-export-dynamic
    -Xlinker -z -Xlinker now
    -Xlinker -z -Xlinker separate-code -Xlinker -T -Xlinker "$PWD/packaging/constants.ld"
    -Xlinker --build-id=sha1
    -Xcc -include -Xcc "$PWD/packaging/fortify.h" -Xcxx -D_FORTIFY_SOURCE=2
    -Xcc -fstack-protector-strong -Xcxx -fstack-protector-strong
    -Xcc "-ffile-prefix-map=$PWD=."
    -Xswiftc -file-prefix-map -Xswiftc "$PWD=."
    -Xswiftc -Xfrontend -Xswiftc -no-clang-module-breadcrumbs
    -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen
)
case $(uname -m) in
x86_64) release_flags+=(-Xcc -fcf-protection -Xcxx -fcf-protection) ;;
aarch64) release_flags+=(-Xcc -mbranch-protection=standard -Xcxx -mbranch-protection=standard) ;;
esac
# The oldest Swift that builds it.
swift_needed=6.3
# The process that run_quietly is waiting for.
quiet_pid=

say() { printf '%s\n' "$*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Exits with one line if Swift is missing or too old.
require_swift() {
    command -v swift >/dev/null ||
        die "awaitd is built with Swift $swift_needed or newer, and there is no \`swift\` here: https://www.swift.org/install/linux"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [[ $(printf '%s\n' "$swift_needed" "${version:-0}" | sort -V | head -n 1) == "$swift_needed" ]] ||
        die "awaitd is built with Swift $swift_needed or newer; this is Swift ${version:-of an unknown version}: https://www.swift.org/install/linux"
}

# Prints the packages that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            printf '%s\n' "$package"
    done
}

# Installs missing packages. Fails and prints the command to run if this user may not install them or apt cannot.
install_packages() {
    local missing as_root=()
    command -v apt-get >/dev/null || { say "Please install (by their names here): $*" >&2 && return 1; }
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
    # The package lists may be missing or outdated.
    "${as_root[@]}" install --yes --no-install-recommends "$@" ||
        { "${as_root[@]}" update && "${as_root[@]}" install --yes --no-install-recommends "$@"; }
}

# Runs a command with its output in a log. Prints what it does and how long it takes, and the log's end if it fails.
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

# Ends the process that run_quietly is waiting for. To be called when the script itself is ended.
end_quiet() {
    [[ -n $quiet_pid ]] || return 0
    kill "$quiet_pid" 2>/dev/null || true
    wait "$quiet_pid" 2>/dev/null || true
}
