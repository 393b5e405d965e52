# shellcheck shell=bash
# From samples to the table. Sourced by ./bench.

thousands() { printf '%s\n' "$1" | sed ':a; s/\B[0-9]\{3\}\>/,&/; ta'; }

# statistic TAG COLUMN median|min|max: of the samples; empty where there are none. Columns as measure.c prints them.
statistic() {
    [[ -s $samples/$1 ]] || return 0
    awk -v column="$2" '{ print $column }' "$samples/$1" | sort -g | awk -v which="$3" '
        { v[NR] = $1 }
        END {
            if (which == "min") print v[1]
            else if (which == "max") print v[NR]
            else print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2
        }'
}

# ratios OURS THEIRS COLUMN faster|within: median and quartiles of the rounds' ratios, each of two runs that followed each other.
# The check-up's own waiting is not its work.
ratios() {
    local waited=0
    [[ -s $samples/pair.$1.$2 ]] || return 0
    [[ $1 != checkup || $3 != 1 ]] || waited=$interval
    awk -v column="$3" -v how="$4" -v waited="$waited" '
        { ours = $column - waited / 1000; theirs = $(column + NF / 2) }
        ours > 0 && theirs > 0 { print how == "faster" ? theirs / ours : ours / theirs }' "$samples/pair.$1.$2" | quartiles
}

# quartiles: of the numbers on stdin, one a line: the median, the first and the third.
quartiles() {
    sort -g | awk '
        { v[NR] = $1 }
        END { if (NR) print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2, v[int((NR + 3) / 4)], v[int((3 * NR + 3) / 4)] }'
}

# wall TAG: median wall time in seconds; the check-up's own waiting is not its work.
wall() {
    local seconds
    seconds=$(statistic "$1" 1 median)
    if [[ $1 == checkup && -n $seconds ]]; then
        seconds=$(awk -v s="$seconds" -v i="$interval" 'BEGIN { print s - i / 1000 }')
    fi
    printf '%s\n' "$seconds"
}

command_of() {
    local line
    for line in "${commands[@]}"; do
        [[ ${line%%|*} != "$1" ]] || printf '%s\n' "${line#*|*|}"
    done
}

# short TAG: the command as the table names it: the census of a listing is "| awk".
short() { command_of "$1" | sed "s/ | awk .*/ | awk/; s/ | cat$//; s/INTERVAL/$interval/"; }

# judge VALUE at-least|at-most BOUND: yes or no; a no is remembered for the exit status.
judge() {
    if awk -v v="$1" -v how="$2" -v b="$3" 'BEGIN { exit !(how == "at-least" ? v >= b : v <= b) }'; then
        printf 'yes\n'
    else
        missed
    fi
}

missed() {
    : >"$samples/missed"
    printf '**no**\n'
}

# figure NUMBER: to three digits.
figure() { awk -v f="$1" 'BEGIN { printf "%.3g", f }'; }

# ratio A B: empty where B is nothing.
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) print a / b }'; }

write_report() {
    local row work what how ours theirs bound
    printf '# tcpvet beside its peers\n\n'
    printf 'Made by `%s` with %s sockets. A ratio is the median of the rounds, each of two runs that followed each other; the quartiles stand in brackets. ' \
        "$command_line" "$(thousands "$main_sockets")"
    printf '[benches/README.md](../benches/README.md) says how.\n\n'
    machine
    if [[ -z ${yardsticks:-} ]]; then
        printf '\n| work | must reach | measured | met? |\n|---|---|---|---|\n'
        for row in "${rows[@]}"; do
            IFS='|' read -r work what how ours theirs bound <<<"$row"
            ! wanted_work "$work" || write_row "$what" "$how" "$ours" "$theirs" "$bound"
        done
    fi
    only_rules || write_samples
    write_churn
    write_rules
}

write_row() {
    local what=$1 how=$2 ours=$3 theirs=$4 bound=$5 must value met
    what=${what/MAIN_SOCKETS/$(thousands "$main_sockets")}
    what=${what/OWNER_SOCKETS/$(thousands "$owner_sockets")}
    case $how in
        faster)
            must="≥ $bound × faster than \`$(short "$theirs")\`"
            compare "$(ratios "$ours" "$theirs" 1 faster)" at-least "× faster"
            ;;
        within)
            must="≤ $bound × \`$(short "$theirs")\`"
            [[ $theirs != floor ]] || must="≤ $bound × the floor"
            compare "$(ratios "$ours" "$theirs" 1 within)" at-most "×"
            ;;
        within-cpu)
            must="≤ $bound × \`$(short "$theirs")\`"
            compare "$(ratios "$ours" "$theirs" 2 within)" at-most "×"
            ;;
        faults)
            must="≤ $bound"
            value=$(statistic "$ours" 5 median)
            met=$(judge "${value:-$((bound + 1))}" at-most "$bound")
            ;;
        memory)
            must="≤ $bound MB"
            value=$(statistic "$ours" 3 max | awk '{ printf "%.1f", $1 * 1024 / 1e6 }')
            limit "$value"
            ;;
        share)
            must="≤ $bound % of a core"
            value=$(awk -v c="$(statistic "$ours" 2 median)" -v w="$(statistic "$ours" 1 median)" 'BEGIN { if (w > 0) printf "%.2f", 100 * c / w }')
            percentage "$value"
            ;;
        wall)
            must="≤ $bound s"
            seconds "$(wall "$ours")"
            ;;
        size)
            must="≤ $bound MB"
            limit "$(stat -L -c %s -- "$bin/tcpvet" | awk '{ printf "%.1f", $1 / 1e6 }')"
            ;;
        churn)
            must="≥ $bound × as many as without"
            compare "$(churn_share "$ours")" at-least "×"
            ;;
        churn-cost)
            must="≤ $bound × \`$theirs\`"
            compare "$(ratio "$(churn_cost "$ours")" "$(churn_cost "$theirs")")" at-most "×"
            ;;
        churn-lost)
            must="$bound records"
            value=$(churn_lost "$ours")
            met=$(judge "$value" at-most "$bound")
            value+=" records"
            ;;
        rules)
            must="≤ $bound ms"
            value="$(statistic "rules.$ours" 1 median) ms"
            met=$(judge "${value% ms}" at-most "$bound")
            ;;
        equal)
            must="equal"
            compare_censuses
            ;;
        same)
            must="equal"
            if [[ -s $samples/ways && ! -e $samples/ways.different ]]; then
                value="equal: $(thousands "$(awk '{ n += $1 } END { printf "%d", n }' "$samples/ways")") rows" met=yes
            else
                value="different" met=$(missed)
            fi
            ;;
    esac
    # A bar would end the cell, even in code.
    must=${must/ | / \\| }
    printf '| %s | %s | %s | %s |\n' "$what" "$must" "$value" "$met"
}

# These five set value and met of write_row. Judging happens in a subshell, so a miss is a file.
# compare "MEDIAN [QUARTILE QUARTILE]" at-least|at-most UNIT
compare() {
    local median low high
    read -r median low high <<<"$1"
    if [[ -z $median ]]; then
        value="no figure" met=$(missed)
        return
    fi
    met=$(judge "$median" "$2" "$bound")
    value="$(figure "$median") $3"
    [[ -z $high ]] || value+=" ($(figure "$low")–$(figure "$high"))"
}

limit() {
    if [[ -z $1 ]]; then
        value="no figure" met=$(missed)
        return
    fi
    value="$1 MB" met=$(judge "$1" at-most "$bound")
}

seconds() {
    if [[ -z $1 ]]; then
        value="no figure" met=$(missed)
        return
    fi
    value="$(printf '%.3f' "$1") s" met=$(judge "$1" at-most "$bound")
}

percentage() {
    if [[ -z $1 ]]; then
        value="no figure" met=$(missed)
        return
    fi
    value="$1 %" met=$(judge "$1" at-most "$bound")
}

compare_censuses() {
    local total
    total=$(awk '{ n += $2 } END { print n + 0 }' "$samples/census.ss")
    if [[ $total -gt 0 ]] && cmp -s "$samples/census.states" "$samples/census.ss" &&
        cmp -s "$samples/census.exact" "$samples/census.ss"; then
        value="equal: $(thousands "$total") in $(wc -l <"$samples/census.ss") states" met=yes
        return
    fi
    value="different" met=$(missed)
    say "states | states --exact | ss:"
    paste "$samples/census.states" "$samples/census.exact" "$samples/census.ss" >&2 || true
}

write_samples() {
    local line tag crowd command sockets
    printf '\n## The measurements\n\n'
    printf '| command | sockets | runs | wall, median (min–max) | CPU | peak memory | page faults | instructions |\n|---|--:|--:|--:|--:|--:|--:|--:|\n'
    for line in "${commands[@]}"; do
        IFS='|' read -r tag crowd command <<<"$line"
        [[ -s $samples/$tag ]] || continue
        case $crowd in
            idle | ports | lint | listening) sockets=0 ;;
            owners) sockets=$owner_sockets ;;
            *) sockets=$main_sockets ;;
        esac
        printf '| `%s` | %s | %s | %s (%s–%s) | %s | %s | %s | %s |\n' "$(short "$tag" | sed 's/|/\\|/')" "$(thousands "$sockets")" \
            "$(wc -l <"$samples/$tag")" "$(time_text "$(statistic "$tag" 1 median)")" \
            "$(time_text "$(statistic "$tag" 1 min)")" "$(time_text "$(statistic "$tag" 1 max)")" \
            "$(time_text "$(statistic "$tag" 2 median)")" \
            "$(statistic "$tag" 3 max | awk '{ printf "%.1f MB", $1 * 1024 / 1e6 }')" \
            "$(thousands "$(statistic "$tag" 5 median | cut -d . -f 1)")" "$(instructions "$tag")"
    done
    for line in "$samples"/*.failed; do
        [[ -e $line ]] || continue
        printf '\n`%s` failed with exit status %s.\n' "$(short "$(basename -- "$line" .failed)")" "$(<"$line")"
    done
}

# The rules have no sockets and no peer: milliseconds of the first call in a process, and of the same call repeated.
write_rules() {
    local shape
    [[ -s $samples/rules.busy ]] || return 0
    printf '\n| rules over the record of a | findings | processes | first call, median (min–max) | repeated |\n|---|--:|--:|--:|--:|\n'
    for shape in busy sick; do
        printf '| %s host | %s | %s | %s ms (%s–%s) | %s ms |\n' "$shape" "$(statistic "rules.$shape" 3 median)" "$(wc -l <"$samples/rules.$shape")" \
            "$(statistic "rules.$shape" 1 median)" "$(statistic "rules.$shape" 1 min)" "$(statistic "rules.$shape" 1 max)" "$(statistic "rules.$shape" 2 median)"
    done
}

# Where the machine counts them.
instructions() {
    if grep -q ' -$' "$samples/$1"; then
        printf -- '-'
    else
        statistic "$1" 6 median | awk '{ printf $1 < 1e9 ? "%.1f M" : "%.2f G", $1 < 1e9 ? $1 / 1e6 : $1 / 1e9 }'
    fi
}

time_text() { awk -v s="$1" 'BEGIN { if (s < 0.1) printf "%.2f ms", s * 1000; else printf "%.3g s", s }'; }

machine() {
    local netstat_version
    netstat_version=$(netstat --version 2>/dev/null | head -n 1 || true)
    printf -- '- machine: %s, %s cores, %s GB\n' \
        "$(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)" "$(nproc)" \
        "$(awk '/^MemTotal/ { printf "%.0f", $2 / 1e6 }' /proc/meminfo)"
    printf -- '- kernel: Linux %s %s; TCP hash table of %s\n' "$(uname -r)" "$(uname -m)" \
        "$(cat /proc/sys/net/ipv4/tcp_ehash_entries 2>/dev/null || printf 'unknown size')"
    only_rules || printf -- '- peers: %s; %s; .NET SDK %s\n' "$(ss -V | sed 's/utility, //')" "$netstat_version" "$(dotnet --version)"
    only_rules || [[ -n ${yardsticks:-} ]] || printf -- '- tcpvet: %s\n' "$("$bin/tcpvet" --version 2>/dev/null | head -n 1)"
    [[ -z ${crowd_text:-} ]] || printf -- "- sockets: %s; one connection in ten is IPv6\n" "$crowd_text"
}
