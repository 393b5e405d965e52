# shellcheck shell=bash
# What is measured and what must be reached. Sourced by ./bench.

# Sockets of the three crowds' sizes; an idle host is a crowd of none.
main_sockets=1000000
owner_sockets=200000
# Rounds of the pairs, whose ratios are what counts; of what is shown beside them, and is compared with nothing.
rounds=15
lone_rounds=3
# ss -p compares each socket with a table of 256 chains (iproute2, misc/ss.c): quadratic, so three times are enough.
slow_rounds=3
idle_rounds=100
# Milliseconds. Short, but more than none: a check-up reads the counters twice.
interval=100
only=()

quick() { main_sockets=100000; }

# tag|crowd|command. `floor`, `ipglobal` and `tcpvet` are found in artifacts/bench.
commands=(
    "ss-s|idle|ss -s"
    "floor-idle|idle|floor"
    "states-idle|idle|tcpvet states"
    "ss-p|owners|ss -tanp"
    "floor-owners|owners|floor"
    "list-p-owners|owners|tcpvet list -a -p"
    "floor|main|floor"
    "ss-awk|main|ss -tan | awk '{ n[\$1]++ } END { for (s in n) print s, n[s] }'"
    "ss|main|ss -tan"
    "netstat|main|netstat -nat | awk '{ n[\$6]++ } END { for (s in n) print s, n[s] }'"
    "ipglobal|main|ipglobal"
    "floor-rare|main|floor -s 0x100"
    "states|main|tcpvet states"
    "exact|main|tcpvet states --exact"
    "count|main|tcpvet count --by state,lport"
    "peers|main|tcpvet peers"
    "list|main|tcpvet list -a"
    "list-jsonl|main|tcpvet list -a -o jsonl"
    "list-p|main|tcpvet list -a -p"
    "listening-p|main|tcpvet list -l -p"
    "listening-p-walk|main|env TCPVET_ITERATORS=never tcpvet list -l -p"
    "checkup|main|tcpvet checkup --interval INTERVALms"
    "nmap|ports|nmap -n -Pn -sT -p 1-1000 --min-rate 5000 --max-rate 5000 127.0.0.1"
    # Through cat: status 1 says that ports are closed, and is no failure.
    "probe|ports|tcpvet probe 127.0.0.1:1-1000 --rate 5000 -o csv | cat"
    "probe-watch|ports|tcpvet probe --watch --count 10 127.0.0.1:1-50 -o jsonl | cat"
    "lint|lint|tcpvet lint TREE/nginx.conf"
    "checkup-listens|listening|tcpvet checkup --interval 1s"
    "checkup-deaf|listening|tcpvet checkup --interval 1s --no-trace"
)

# work|what is shown|comparison|tcpvet's command|the peer's|bound
#   faster: peer's wall time / tcpvet's, at least the bound     memory: peak RSS in MB (10^6 bytes), at most
#   within: tcpvet's wall time / peer's, at most the bound      size: of the binary in MB, at most
#   within-cpu: the same of processor time                      faults: page faults, at most
#   share: CPU time in percent of wall time, at most
#   wall: seconds of wall time, the process as a whole, at most
#   churn: connections a second beside those without a tracer, at least      churn-cost: processor time added beside the peer's, at most
#   churn-lost: records lost, at most
#   rules: milliseconds of RuleTime's first call, at most
rows=(
    "states|\`states\`|faster|states|ss-awk|8"
    "equality|\`states\` = \`states --exact\` = \`ss -tan\`, state by state|equal|states|ss-awk|"
    "exact|\`states --exact\`|within|exact|floor|0.55"
    "count|\`count --by state,lport\`|within|count|floor|1.15"
    "peers|\`peers\`|within|peers|floor|0.7"
    "list|\`list\` as a table, all sockets|faster|list|ss|2"
    "list-jsonl|\`list -o jsonl\`, all sockets|faster|list-jsonl|ss|1.7"
    "owners|\`list -p\` at OWNER_SOCKETS sockets|faster|list-p-owners|ss-p|50"
    "list-p|\`list -p\` at MAIN_SOCKETS sockets|within|list-p|floor|1.7"
    "owner-search|\`list -l -p\`, a few listeners: the owners alone|within|listening-p|listening-p-walk|0.3"
    "same|\`peers\`, \`count\` and \`list -a -p\` by iterators = over netlink and /proc, row by row|same|states|listening-p-walk|"
    "checkup|\`checkup\`, without its interval|within|checkup|floor|1.6"
    "memory|peak memory of \`states\`|memory|states||16"
    "memory|peak memory of \`peers\`, 1,000 peers|memory|peers||28"
    "memory|peak memory of \`list -p\`|memory|list-p||150"
    "memory|peak memory of \`checkup\`|memory|checkup||50"
    "startup|\`states\` on an idle host|within|states-idle|ss-s|2.5"
    "startup|\`states\` on an idle host, processor time|within-cpu|states-idle|ss-s|2.5"
    "startup|\`states\` on an idle host, page faults|faults|states-idle||900"
    "probe|\`probe\` of 1,000 closed ports of the host itself, both at 5,000 a second|within|probe|nmap|1.5"
    "probe|\`probe --watch\` on 50 targets, a round a second|share|probe-watch||2"
    "lint|\`lint\` of an nginx tree of 500 files and 11,500 lines|wall|lint||1"
    "listening|\`checkup\` of an idle host that listens, its interval of 1 s included|wall|checkup-listens||1.15"
    "listening|the same beside one that does not listen|within|checkup-listens|checkup-deaf|1.15"
    "churn|short connections over loopback while \`checkup --watch\` listens|churn|listens||0.95"
    "churn|short connections over loopback with \`trace --lives\` into a file|churn|lives||0.95"
    "churn|what \`trace --lives\` adds to a connection|churn-cost|lives|tcplife|1"
    "churn|what \`trace\` adds to a connection|churn-cost|trace|tcpstates|1"
    "churn|lost by \`trace --lives\` at the highest rate|churn-lost|lives||0"
    "size|the binary|size|||14"
    "rules|the rules over the record of a busy host with 1,000,000 sockets, 10,000 peers and 1,000 processes|rules|busy||5"
)

# pairs_of CROWD: the lines ours|theirs that are compared, each once.
pairs_of() {
    local row work how ours theirs tags
    tags=" $(commands_of "$1" | cut -d '|' -f 1 | paste -sd ' ') "
    for row in "${rows[@]}"; do
        IFS='|' read -r work _ how ours theirs _ <<<"$row"
        if wanted_work "$work" && [[ $how =~ ^(faster|within|within-cpu)$ && $tags == *" $ours "* && $tags == *" $theirs "* ]]; then
            printf '%s|%s\n' "$ours" "$theirs"
        fi
    done | sort -u
}

works() { printf '%s\n' "${rows[@]%%|*}" | uniq; }

select_works() {
    local work
    for work in ${1//,/ }; do
        works | grep -qxF -- "$work" || return 1
        only+=("$work")
    done
}

# wanted_work WORK: is this row asked for?
wanted_work() {
    [[ -z ${yardsticks:-} ]] || return 1
    [[ ${#only[@]} -eq 0 || " ${only[*]} " == *" $1 "* ]]
}

# wanted_command TAG COMMAND: does a row that is asked for need it? Without --only every peer is shown.
wanted_command() {
    local row work ours theirs
    if [[ ${#only[@]} -eq 0 ]]; then
        [[ -z ${yardsticks:-} || $2 != tcpvet* ]]
        return
    fi
    for row in "${rows[@]}"; do
        IFS='|' read -r work _ _ ours theirs _ <<<"$row"
        if wanted_work "$work" && [[ $1 == "$ours" || $1 == "$theirs" ]]; then
            return 0
        fi
    done
    return 1
}

# commands_of CROWD: the lines tag|crowd|command to run on it.
commands_of() {
    local line tag crowd command
    for line in "${commands[@]}"; do
        IFS='|' read -r tag crowd command <<<"$line"
        if [[ $crowd == "$1" ]] && wanted_command "$tag" "$command"; then
            printf '%s\n' "$line"
        fi
    done
}
