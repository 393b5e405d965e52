# shellcheck shell=bash
# Short connections, with and without somebody who traces them. Sourced by ./bench.

churn_seconds=2
# Traced by whom: label|command. Without a command, by nobody.
tracers=(
    "nobody|"
    "lives|tcpvet trace --lives -o jsonl"
    "trace|tcpvet trace -o jsonl"
    "tcplife|tcplife"
    "tcpstates|tcpstates"
)

measure_churn() {
    wanted_work churn || return 0
    local round line
    need tcplife=libbpf-tools
    gcc -std=gnu17 -O2 -Wall -Wextra -Werror -o "$bin/churn" "$root/benches/churn.c" || die "benches/churn.c does not compile"
    say "measuring short connections"
    for ((round = 0; round < rounds; round++)); do
        for line in "${tracers[@]}"; do
            churn_once "${line%%|*}" "${line#*|}" || die "no short connections could be made"
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

# Connections a second beside those without a tracer.
churn_share() { ratio "$(statistic "churn.$1" 1 median)" "$(statistic churn.nobody 1 median)"; }

# Processor time that a tracer adds to a connection, in microseconds.
churn_cost() {
    awk -v with="$(statistic "churn.$1" 2 median)" -v without="$(statistic churn.nobody 2 median)" \
        'BEGIN { cost = with - without; printf "%.2f\n", cost < 0 ? 0 : cost }'
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
