# shellcheck shell=bash
# Makes the crowds and runs the commands on them in turn. Sourced by ./bench.

bin=$artifacts/bench
leader= # the process whose namespaces are the crowd's, while there is one

prepare() {
    samples=$(mktemp -d)
    trap 'end_crowd; rm -rf -- "$samples"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    need ss=iproute2 netstat=net-tools awk=mawk nmap=nmap
    need_compiler
    need_dotnet
    if only_rules; then
        mkdir -p -- "$bin"
        build_rule_time
        return
    fi
    can_be_root || die "the sockets are made in a network namespace: run as root, or install sudo"
    as_root true || die "no root privilege"

    if [[ -z ${yardsticks:-} ]]; then
        tcpvet=${TCPVET:-$("$root/eng/build")}
        [[ -x $tcpvet ]] || die "$tcpvet is not a program"
        mkdir -p -- "$bin"
        ln -sfn -- "$(readlink -f -- "$tcpvet")" "$bin/tcpvet"
    fi
    build_programs
}

# The rules alone need neither sockets nor the binary.
only_rules() { [[ ${only[*]} == rules ]]; }

build_programs() {
    mkdir -p -- "$bin"
    local warnings=(-std=gnu17 -O2 -Wall -Wextra -Werror)
    (
        cd -- "$root/benches"
        gcc "${warnings[@]}" -o "$bin/floor" floor.c
        gcc "${warnings[@]}" -o "$bin/measure" measure.c
        gcc "${warnings[@]}" -o "$bin/crowd" crowd.c crowd_connections.c crowd_time_wait.c
    ) || die "the C programs do not compile"
    if wanted_command ipglobal ipglobal; then
        build_ip_global
        ln -sfn IpGlobal/IpGlobal "$bin/ipglobal"
    fi
    ! wanted_work rules || build_rule_time
}

# Native, as the binary is: a distribution's own SDK has another identifier (eng/build).
build_rule_time() {
    local portable own
    portable=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
    own=$(dotnet --info | sed -n 's/^ *RID: *//p')
    publish_rule_time "$portable" || publish_rule_time "$own" || {
        build_errors "$logs/bench.log"
        die "benches/RuleTime does not build"
    }
}

publish_rule_time() { quietly "$logs/bench.log" dotnet publish "$root/benches/RuleTime" -c Release -r "$1" -o "$bin/RuleTime"; }

build_ip_global() {
    local program=$bin/IpGlobal/IpGlobal.dll
    if [[ -z $(find "$root/benches/IpGlobal" -name obj -prune -o -type f -newer "$program" -print 2>/dev/null || printf old) ]]; then
        return
    fi
    quietly "$logs/bench.log" dotnet publish "$root/benches/IpGlobal" -c Release -o "$bin/IpGlobal" || {
        build_errors "$logs/bench.log"
        die "benches/IpGlobal does not build"
    }
}

# begin_crowd SOCKETS: makes them and sets leader.
begin_crowd() {
    local need_kib=$(($1 * 6)) have_kib answer start=$SECONDS
    have_kib=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
    ((have_kib > need_kib)) ||
        die "$1 sockets need about $((need_kib / 1024)) MB of memory and $((have_kib / 1024)) MB are free (--quick needs less)"
    [[ $1 -eq 0 ]] || say "making $(thousands "$1") sockets"
    # Ends when its stdin does, even if this script is killed.
    coproc CROWD { as_root "$bin/crowd" -n "$1"; }
    crowd_pid=$CROWD_PID
    exec {crowd_out}<&"${CROWD[0]}" {crowd_in}>&"${CROWD[1]}"
    read -r answer <&"$crowd_out" || die "the sockets could not be made"
    read -r _ leader crowd_text <<<"$answer"
    [[ $1 -eq 0 ]] || say "made in $((SECONDS - start)) s"
}

end_crowd() {
    [[ -n ${crowd_pid:-} ]] || return 0
    # Both copies of the pipe: bash keeps its own of a coprocess that lives.
    exec {crowd_in}>&- {crowd_out}<&-
    [[ -z ${CROWD[1]:-} ]] || exec {CROWD[1]}>&- {CROWD[0]}<&-
    wait "$crowd_pid" || true
    crowd_pid='' leader=''
}

# run_inside FILE COMMAND: one run in the crowd's namespaces, stdout to FILE; prints what it cost.
run_inside() {
    local file=$1 command=${2/INTERVAL/$interval} argv
    command=${command/TREE/$samples/tree}
    if [[ $command == *'|'* ]]; then
        argv=(sh -c "$command")
    else
        read -ra argv <<<"$command"
    fi
    as_root env PATH="$bin:$PATH" "$bin/measure" -n "$leader" -o "$file" "${argv[@]}" 2>>"$samples/stderr"
}

# sample TAG: one run, added to the samples of the tag, its cost in `cost`. What failed once is not tried again.
sample() {
    local tag=$1 command status
    command=$(command_of "$tag")
    cost=
    [[ ! -e $samples/$tag.failed ]] || return 0
    : >"$samples/stderr"
    cost=$(run_inside /dev/null "$command") || cost="0 0 0 3 0 -"
    read -r _ _ _ status _ <<<"$cost"
    if [[ $status -ne 0 ]]; then
        cost=
        printf '%s\n' "$status" >"$samples/$tag.failed"
        say "$command: exit status $status"
        tail -n 3 -- "$samples/stderr" >&2
        return 0
    fi
    printf '%s\n' "$cost" >>"$samples/$tag"
}

# sample_pair OURS THEIRS ROUND: one run of each, one right behind the other, so that both had the same machine; the first is
# the second in the next round. Their costs are one line.
sample_pair() {
    local ours='' theirs=''
    if (($3 % 2)); then
        sample "$2" && theirs=$cost
        sample "$1" && ours=$cost
    else
        sample "$1" && ours=$cost
        sample "$2" && theirs=$cost
    fi
    [[ -z $ours || -z $theirs ]] || printf '%s %s\n' "$ours" "$theirs" >>"$samples/pair.$1.$2"
}

# sample_in_turn CROWD ROUNDS: every pair once a round; the commands that are in none only in the first rounds.
sample_in_turn() {
    local round pair tag pairs lone
    mapfile -t pairs < <(pairs_of "$1")
    mapfile -t lone < <(commands_of "$1" | cut -d '|' -f 1 | grep -vxF -f <(printf '%s\n' "${pairs[@]//|/$'\n'}") || true)
    for ((round = 1; round <= $2; round++)); do
        (($2 > 20)) || say "round $round of $2"
        for pair in "${pairs[@]}"; do
            if [[ $pair != *'|ss-p' || $round -le $slow_rounds ]]; then
                sample_pair "${pair%|*}" "${pair#*|}" "$round"
            fi
        done
        ((round <= lone_rounds)) || continue
        for tag in "${lone[@]}"; do
            sample "$tag"
        done
    done
}

# on_crowd CROWD SOCKETS ROUNDS: nothing where no command is wanted.
on_crowd() {
    [[ -n $(commands_of "$1") ]] || return 0
    begin_crowd "$2"
    sample_in_turn "$1" "$3"
    if [[ $1 == main ]] && wanted_work equality; then
        count_states
    fi
    if [[ $1 == main ]] && wanted_work same; then
        compare_ways
    fi
    end_crowd
}

measure_idle() { on_crowd idle 0 "$idle_rounds"; }
measure_owners() { on_crowd owners "$owner_sockets" "$rounds"; }
measure_ports() { on_crowd ports 0 "$rounds"; }
measure_listening() { on_crowd listening 0 "$rounds"; }

measure_lint() {
    [[ -n $(commands_of lint) ]] || return 0
    make_tree "$samples/tree"
    on_crowd lint 0 "$rounds"
}

# make_tree FOLDER: an nginx.conf that includes 500 sites of 23 lines, with nothing wrong in it.
make_tree() {
    local site
    mkdir -p -- "$1/sites"
    printf '%s\n' 'events { worker_connections 1024; }' 'http {' "    proxy_set_header Host \$host;" '    include sites/*.conf;' '}' >"$1/nginx.conf"
    for ((site = 0; site < 500; site++)); do
        printf 'upstream app%d {\n    server 10.0.%d.%d:8080;\n    keepalive 32;\n}\n' "$site" $((site / 250)) $((site % 250 + 1))
        printf 'server {\n    listen %d;\n    server_name host%d.example;\n' $((8000 + site)) "$site"
        printf "    location %s {\n        proxy_pass http://app$site;\n        proxy_http_version 1.1;\n        proxy_set_header Connection \"\";\n    }\n" / /a /b
        printf '}\n'
    done | split --lines=23 --numeric-suffixes --suffix-length=3 --additional-suffix=.conf - "$1/sites/site"
}
measure_main() { on_crowd main "$main_sockets" "$rounds"; }

# A process each, as a check-up runs the rules once; the other shape for comparison.
measure_rules() {
    wanted_work rules || return 0
    local round
    for ((round = 1; round <= rounds * 5; round++)); do
        "$bin/RuleTime/RuleTime" busy >>"$samples/rules.busy" || die "RuleTime failed"
        "$bin/RuleTime/RuleTime" sick >>"$samples/rules.sick" || die "RuleTime failed"
    done
}

# The three censuses as sorted lines "STATE COUNT", states without sockets left out.
count_states() {
    touch -- "$samples"/census.{states,exact,ss}
    run_inside "$samples/json" "tcpvet states -o json" >"$samples/cost" && states_of_json >"$samples/census.states"
    run_inside "$samples/json" "tcpvet states --exact -o json" >"$samples/cost" && states_of_json >"$samples/census.exact"
    run_inside "$samples/table" "ss -tan" >"$samples/cost" && states_of_ss >"$samples/census.ss"
}

# Commands that use iterators and what they say without; leaves a line "COMMAND ROWS" for each, or the first difference on stderr.
compare_ways() {
    local command way
    for command in "peers -o csv" "count --by state,family,local,lport -o csv" "count --by peer,rport -o csv" "list -a -p -o csv"; do
        for way in always never; do
            # Each lists sockets in an order of its own.
            run_inside "$samples/rows" "env TCPVET_ITERATORS=$way tcpvet $command" >"$samples/cost" && sort -- "$samples/rows" >"$samples/rows.$way"
        done
        if ! cmp -- "$samples/rows.always" "$samples/rows.never" >&2; then
            say "$command: different"
            printf '%s\n' "$command" >"$samples/ways.different"
        fi
        printf '%s %s\n' "$(wc -l <"$samples/rows.always")" "$command" >>"$samples/ways"
        rm -f -- "$samples"/rows{,.always,.never}
    done
}

states_of_json() {
    tr -d ' \n' <"$samples/json" | grep -o '"state":"[A-Z_0-9]*","count":[0-9]*' |
        sed 's/"state":"\(.*\)","count":\(.*\)/\1 \2/' | grep -v ' 0$' | sort || true
}

# ss's own names for states, where they are not the kernel's with another dash.
states_of_ss() {
    awk 'NR > 1 { n[$1]++ } END { for (s in n) print s, n[s] }' "$samples/table" |
        sed 's/^ESTAB /ESTABLISHED /; s/^UNCONN /CLOSE /; s/^FIN-WAIT-/FIN_WAIT/; s/-/_/g' | sort
}
