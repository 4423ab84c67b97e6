# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
#
# One container for one run: prepared from an image, booted, powered off. Sourced by Tests/System/run.
#
# container_root     its root file system, from container_prepare on
# container_leader   the process id of its systemd, from container_boot on
# container_failure  why it did not boot

container_root=
container_leader=
container_failure=
container_id=awaitd-test-$$
container_folder=
container_nspawn=
container_cgroups=()

# Puts a writable layer over an image; what is written lives in memory and ends with the run.
container_prepare() {
    local image=$1
    container_folder=$(mktemp -d "${TMPDIR:-/tmp}/$container_id.XXXXXX")
    mount -t tmpfs -o size=1g,mode=0755 tmpfs "$container_folder" 2>/dev/null || return 1
    mkdir "$container_folder"/{upper,work,root}
    container_root=$container_folder/root
    mount -t overlay -o "lowerdir=$image,upperdir=$container_folder/upper,workdir=$container_folder/work" \
        overlay "$container_root" 2>/dev/null || cp -a "$image/." "$container_root" || return 1
    # An uninitialised machine id makes the first boot degraded.
    tr -d - </proc/sys/kernel/random/uuid >"$container_root/etc/machine-id"
    echo "$container_id" >"$container_root/etc/hostname"
}

# Boots it with a network of its own, and waits until its systemd has started everything.
container_boot() {
    local log=$container_folder/console options=() cgroup state _
    if [[ -d /run/systemd/system ]]; then
        # The host's systemd makes a scope for it.
        options=()
    else
        # Without --keep-unit nspawn would ask a systemd that is not there. The container then shares the cgroup of
        # its caller, so that gets one of its own.
        options=(--keep-unit)
        for cgroup in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
            [[ -f $cgroup/cgroup.procs ]] && mkdir "$cgroup/$container_id" 2>/dev/null &&
                container_cgroups+=("$cgroup/$container_id")
        done
        ((${#container_cgroups[@]})) || { container_failure="no control group can be made" && return 1; }
    fi
    (
        for cgroup in "${container_cgroups[@]}"; do echo "$BASHPID" >"$cgroup/cgroup.procs"; done
        # From 258 on systemd knows cgroup v2 only; those before it know both.
        export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
        exec systemd-nspawn --quiet --directory="$container_root" --boot --register=no "${options[@]}" \
            --machine="$container_id" --private-network --console=pipe
    ) </dev/null >"$log" 2>&1 &
    container_nspawn=$!

    for _ in {1..600}; do
        if ! kill -0 "$container_nspawn" 2>/dev/null; then
            container_failure=$(tail -n 3 "$log" | tr -cd '[:print:]\n' | paste -sd ' ')
            return 1
        fi
        if [[ -z $container_leader ]]; then
            container_leader=$(container_find_leader) || true
        else
            state=$(container_enter systemctl is-system-running 2>/dev/null) || true
            [[ $state != running && $state != degraded ]] || return 0
        fi
        sleep 0.1
    done
    container_failure="it had not started everything after 60 s (state: ${state:-unknown})"
    return 1
}

container_find_leader() {
    local child
    for child in $(<"/proc/$container_nspawn/task/$container_nspawn/children"); do
        [[ $(<"/proc/$child/comm") == systemd ]] && echo "$child" && return
    done
    return 1
}

# Runs a command in it.
container_enter() {
    timeout --foreground 20 nsenter --target "$container_leader" --mount --uts --ipc --net --pid --cgroup \
        --root --wd -- "$@"
}

# Asks its systemd to power off; what does not go by itself is ended in container_end.
container_power_off() {
    # The connection may break before the answer comes.
    container_enter systemctl poweroff >/dev/null 2>&1 || true
    container_wait 100 || kill -s RTMIN+4 "$container_leader" 2>/dev/null || true
    container_wait 50 || true
}

# Waits so many tenths of a second for its end.
container_wait() {
    local tenth
    for ((tenth = 0; tenth < $1; tenth++)); do
        kill -0 "$container_nspawn" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}

# Gives everything back, however far it came.
container_end() {
    if [[ -n $container_nspawn ]] && kill -0 "$container_nspawn" 2>/dev/null; then
        # With its first process every other one in the container ends.
        [[ -z $container_leader ]] || kill -KILL "$container_leader" 2>/dev/null || true
        container_wait 20 || kill -KILL "$container_nspawn" 2>/dev/null || true
    fi
    [[ -z $container_nspawn ]] || wait "$container_nspawn" 2>/dev/null || true
    local cgroup
    for cgroup in "${container_cgroups[@]}"; do
        find "$cgroup" -depth -mindepth 1 -type d -exec rmdir {} + 2>/dev/null || true
        rmdir "$cgroup" 2>/dev/null || true
    done
    if [[ -n $container_folder ]]; then
        umount --lazy "$container_root" 2>/dev/null || true
        umount --lazy "$container_folder" 2>/dev/null || true
        rmdir "$container_folder" 2>/dev/null || true
    fi
}
