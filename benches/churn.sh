# shellcheck shell=bash
# Short connections, with and without somebody who traces them. Sourced by ./bench.

churn_seconds=1
# Traced by whom: label|command. Without a command, by nobody.
tracers=(
    "nobody|"
    "listens|tcpvet checkup --watch 60s -o jsonl"
    "lives|tcpvet trace --lives -o jsonl"
    "trace|tcpvet trace -o jsonl"
    "tcplife|tcplife"
    "tcpstates|tcpstates"
)

measure_churn() {
    wanted_work churn || return 0
    local round line label
    need tcplife=libbpf-tools
    gcc -std=gnu17 -O2 -Wall -Wextra -Werror -o "$bin/churn" "$root/benches/churn.c" || die "benches/churn.c does not compile"
    say "measuring short connections"
    for ((round = 0; round < rounds; round++)); do
        # Each beside a run without a tracer, one right behind the other.
        for line in "${tracers[@]:1}"; do
            label=${line%%|*}
            { churn_once nobody "" && churn_once "$label" "${line#*|}"; } || die "no short connections could be made"
            paste -d ' ' <(tail -n 1 -- "$samples/churn.$label") <(tail -n 1 -- "$samples/churn.nobody") >>"$samples/churn-pair.$label"
        done
    done
}

# One run in namespaces of its own: tracefs, which the libbpf-tools need, is mounted there alone, and TIME_WAIT is bounded.
churn_once() {
    # shellcheck disable=SC2016 # expanded by the inner shell
    as_root env PATH="$bin:$PATH" unshare --net --mount bash -c '
        ip link set lo up
        [[ -e /sys/kernel/tracing/events ]] || mount -t tracefs none /sys/kernel/tracing
        echo 1000 >/proc/sys/net/ipv4/tcp_max_tw_buckets
        tracer=
        if [[ -n $2 ]]; then
            $2 >"$1.out" 2>"$1.err" &
            tracer=$!
            sleep 1.5
        fi
        churn "$3" >>"$1"
        status=$?
        if [[ -n $tracer ]]; then
            sleep 0.5
            kill -TERM "$tracer"
            wait "$tracer" || true
            sed -n "s/.*: \([0-9]*\) records* lost.*/\1/p; s/^lost \([0-9]*\) events.*/\1/p" "$1.err" >>"$1.lost"
        fi
        exit $status' bash "$samples/churn.$1" "$2" "$churn_seconds"
}

# Connections a second beside those of the run without a tracer: median and quartiles of the rounds.
churn_share() { awk '{ print $1 / $(1 + NF / 2) }' "$samples/churn-pair.$1" | quartiles; }

# Processor time that a tracer adds to a connection, in microseconds: the median of the rounds' differences.
churn_cost() {
    awk '{ cost = $2 - $(2 + NF / 2); print cost < 0 ? 0 : cost }' "$samples/churn-pair.$1" | quartiles | cut -d ' ' -f 1
}

churn_lost() { awk '{ n += $1 } END { print n + 0 }' "$samples/churn.$1.lost"; }

write_churn() {
    local line label command
    [[ -s $samples/churn.nobody ]] || return 0
    printf '\n| short connections over loopback, traced by | a second, median (min–max) | processor time each | lost |\n|---|--:|--:|--:|\n'
    for line in "${tracers[@]}"; do
        label=${line%%|*} command=${line#*|}
        printf '| %s | %s (%s–%s) | %s µs | %s |\n' "${command:-nobody}" "$(statistic "churn.$label" 1 median)" "$(statistic "churn.$label" 1 min)" \
            "$(statistic "churn.$label" 1 max)" "$(statistic "churn.$label" 2 median)" "$([[ -z $command ]] || churn_lost "$label")"
    done
}
