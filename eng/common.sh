# shellcheck shell=bash
# What run, test, bench and eng/build share. Sourced, never run.
# stdout belongs to the program that is run: everything here speaks on stderr.

set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
artifacts=$root/artifacts
logs=$artifacts/log

# Debian gives users a PATH without sbin, where ip, nft and tc live.
export PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
# The SDK needs libicu unless it is told to do without; a minimal system has none.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$(basename -- "$0"): $*"
    exit 3
}

# quietly LOG COMMAND...: runs the command with all of its output in LOG.
# The descriptors above 2 are closed: a compiler server that outlives the command must not hold our locks.
quietly() {
    local log=$1
    shift
    mkdir -p -- "$(dirname -- "$log")"
    "$@" >>"$log" 2>&1 </dev/null 8>&- 9>&-
}

as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

can_be_root() { [[ $EUID -eq 0 ]] || command -v sudo >/dev/null; }

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -qq \
        -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o APT::Install-Recommends=false "$@"
}

# Once a run; the lists of a container image are empty and those of an old host point at files that are gone.
apt_update() {
    [[ -z ${apt_updated:-} ]] || return 0
    apt_updated=1
    say "reading the package lists"
    # One broken third-party repository must not stop the rest.
    quietly "$logs/apt.log" apt_get update || true
}

# need PROOF=PACKAGE...: installs the packages whose proof is missing. A proof that starts with / is a file
# (a pattern where a directory differs by machine), any other a command.
need() {
    local pair proof package missing=()
    for pair in "$@"; do
        proof=${pair%%=*} package=${pair#*=}
        if [[ $proof == /* ]]; then
            compgen -G "$proof" >/dev/null || missing+=("$package")
        else
            command -v "$proof" >/dev/null || missing+=("$package")
        fi
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)

    command -v apt-get >/dev/null ||
        die "install these first (named as Debian names them): ${missing[*]}"
    can_be_root ||
        die "these packages are missing and there is no sudo; as root: apt-get install ${missing[*]}"

    : >"$(log_file apt.log)"
    apt_update
    say "installing ${missing[*]}"
    quietly "$logs/apt.log" apt_get install "${missing[@]}" || {
        tail -n 20 -- "$logs/apt.log" >&2
        die "apt-get could not install ${missing[*]}; the whole log is $logs/apt.log"
    }
}

log_file() {
    mkdir -p -- "$logs"
    printf '%s\n' "$logs/$1"
}

# What Native AOT links with; gcc brings binutils (objcopy strips the symbols).
need_compiler() { need gcc=gcc /usr/include/stdio.h=libc6-dev; }

# What the programs of bpf/ are compiled with, and the archives that load them from inside the binary.
need_bpf() {
    need clang=clang llvm-strip=llvm /usr/include/bpf/bpf_helpers.h=libbpf-dev '/usr/lib/*/libbpf.a=libbpf-dev' \
        '/usr/lib/*/libelf.a=libelf-dev' '/usr/lib/*/libz.a=zlib1g-dev'
    # libelf 0.189 and later can be built to read sections that zstd packed.
    libelf_needs=
    if nm "$(gcc -print-file-name=libelf.a)" 2>/dev/null | grep -q 'U ZSTD_'; then
        need '/usr/lib/*/libzstd.a=libzstd-dev'
        # shellcheck disable=SC2034 # eng/build hands it to the linker
        libelf_needs=-l:libzstd.a
    fi
}

# Finds or installs the .NET 10 SDK and puts it first on PATH.
need_dotnet() {
    # .NET and NuGet keep their state below HOME; a system service has none.
    if [[ ! -w ${HOME:-} ]]; then
        export HOME=$artifacts/home
        mkdir -p -- "$HOME"
    fi
    find_dotnet && return
    install_dotnet_package || install_dotnet_archive || true
    find_dotnet || die "the .NET 10 SDK is missing: no package dotnet-sdk-10.0 here and no download from https://builds.dotnet.microsoft.com;" \
        "install it as https://learn.microsoft.com/dotnet/core/install/linux says, or unpack it into $HOME/.dotnet, then run again"
}

find_dotnet() {
    local candidate sdk
    for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "$HOME/.dotnet/dotnet" \
        /usr/lib/dotnet/dotnet /usr/share/dotnet/dotnet /opt/dotnet/dotnet; do
        [[ -x $candidate ]] || continue
        # "10.0.100 [/usr/lib/dotnet/sdk]": what is on PATH may be a link or a wrapper, this is the place itself.
        sdk=$("$candidate" --list-sdks 2>/dev/null | sed -n 's/^10\.[^[]*\[\(.*\)\/sdk\]$/\1/p' | tail -n 1)
        if [[ -x $sdk/dotnet ]]; then
            export DOTNET_ROOT=$sdk PATH="$sdk:$PATH"
            return 0
        fi
    done
    return 1
}

# The whole answer is read before it is searched: a pipe closed early would count as a failure.
apt_candidate() { [[ $(apt-cache policy "$1" 2>/dev/null) =~ Candidate:\ [0-9] ]]; }

install_dotnet_package() {
    { command -v apt-get >/dev/null && can_be_root; } || return 1
    apt_candidate dotnet-sdk-10.0 || { apt_update && apt_candidate dotnet-sdk-10.0; } || return 1
    say "installing dotnet-sdk-10.0"
    quietly "$logs/apt.log" apt_get install dotnet-sdk-10.0
}

# An SDK that any 10.0 will do for, with the checksum that Microsoft publishes with it: nothing that is downloaded is run unseen.
# https://github.com/dotnet/core/blob/main/release-notes/10.0/releases.json has them.
sdk_version=10.0.200
sdk_sha512() {
    case $1 in
        x64) echo 48738fed91d6a47daf778b5729fe169d65a1ba43d5ecc3e4da139712b66d2c62c516878700f5e2749f4af8f816ca3562f3d93367b03e369b6faffafc11bce69b ;;
        arm64) echo ed00104271c4db3063d0739efe48ee2395d5d38d7952de531dd4ee1177dfc762751ef0ae5e856e71f9f6b3a75b9ed9d38c692340f50aacf240dd11c202b46e36 ;;
    esac
}

install_dotnet_archive() {
    need curl=curl /etc/ssl/certs/ca-certificates.crt=ca-certificates
    local archive machine status=1
    case $(uname -m) in
        x86_64) machine=x64 ;;
        aarch64) machine=arm64 ;;
        *) return 1 ;;
    esac
    archive=$(mktemp)
    say "installing the .NET SDK $sdk_version into $HOME/.dotnet from Microsoft's archive"
    if quietly "$logs/dotnet-install.log" curl --fail --silent --show-error --location --retry 2 \
        --connect-timeout 15 --proto '=https' --output "$archive" \
        "https://builds.dotnet.microsoft.com/dotnet/Sdk/$sdk_version/dotnet-sdk-$sdk_version-linux-$machine.tar.gz" &&
        printf '%s  %s\n' "$(sdk_sha512 "$machine")" "$archive" | sha512sum --check --status &&
        mkdir -p -- "$HOME/.dotnet" && tar -xzf "$archive" -C "$HOME/.dotnet"; then
        status=0
    else
        printf 'no archive, or not the one that it should be\n' >>"$logs/dotnet-install.log"
        tail -n 2 -- "$logs/dotnet-install.log" >&2
    fi
    rm -f -- "$archive"
    return "$status"
}

# One build at a time in this tree; held until the script ends. Descriptor 9 is the lock.
lock_build() {
    mkdir -p -- "$artifacts"
    exec 9>"$artifacts/.lock"
    if ! flock --nonblock 9; then
        say "another build is running here: waiting"
        flock 9
    fi
}

unlock_build() { exec 9>&-; }

# build_errors LOG: the errors of a build log, each once and no more than can be read, or its end where none is marked.
build_errors() {
    local errors
    mapfile -t errors < <(grep -E ': ([A-Za-z]+ analysis )?(fatal )?error |^error ' -- "$1" |
        sed 's/^ *//; s/ \[[^]]*\]$//' | sort -u)
    if [[ ${#errors[@]} -eq 0 ]]; then
        tail -n 40 -- "$1" >&2
    else
        printf '%s\n' "${errors[@]:0:20}" >&2
    fi
    [[ ${#errors[@]} -le 20 ]] || say "and $((${#errors[@]} - 20)) more"
    say "the whole log is $1"
}
