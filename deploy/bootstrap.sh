#!/bin/sh
# Installs what this machine lacks; safe to run again. Flags: --tests (what the tests use), --bench (PyTorch to compare with).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
azurite_version=3.37.0
wants_tests=no
wants_bench=no
for flag in "$@"; do
    case $flag in
        --tests) wants_tests=yes ;;
        --bench) wants_bench=yes ;;
        *) echo "bootstrap: unknown flag $flag" >&2; exit 1 ;;
    esac
done

has() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif has sudo; then sudo -n "$@"
    else return 1
    fi
}

# Installs Debian packages that are missing. Optional ones only warn: everything works without them, only slower.
apt_updated=no
need_packages() {
    kind=$1; shift
    missing=""
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$apt_updated" = no ]; then
        as_root apt-get update -qq >/dev/null 2>&1 || true
        apt_updated=yes
    fi
    # shellcheck disable=SC2086
    if as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1; then
        echo "installed:$missing"
    elif [ "$kind" = optional ]; then
        echo "bootstrap: could not install$missing; Grid works without" >&2
    else
        echo "bootstrap: please install:$missing" >&2
        echo "hint: apt-get install$missing" >&2
        exit 1
    fi
}

need_dotnet() {
    if has dotnet && dotnet --list-sdks | grep -q '^10\.'; then return 0; fi
    if has apt-get && apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1; then
        need_packages required dotnet-sdk-10.0
        return 0
    fi
    echo "bootstrap: the .NET SDK 10.0.400 or newer is missing" >&2
    echo "hint: https://dotnet.microsoft.com/download/dotnet/10.0 (or your distribution's dotnet-sdk-10.0)" >&2
    exit 1
}

need_azurite() {
    tools=$root/artifacts/tools/azurite
    if [ -x "$tools/node_modules/.bin/azurite-blob" ]; then return 0; fi
    if ! has npm; then
        if has apt-get; then need_packages optional nodejs npm; fi
        has npm || { echo "bootstrap: no npm, so tests against Azurite will be skipped" >&2; return 0; }
    fi
    mkdir -p "$tools"
    if npm install --prefix "$tools" --no-audit --no-fund --loglevel=error "azurite@$azurite_version" >/dev/null 2>&1; then
        echo "installed: azurite $azurite_version"
    else
        echo "bootstrap: could not install azurite, so tests against it will be skipped" >&2
    fi
}

need_dotnet
if has apt-get; then need_packages optional libtcmalloc-minimal4; fi
if [ "$wants_tests" = yes ]; then need_azurite; fi
if [ "$wants_bench" = yes ] && has apt-get; then need_packages optional python3-torch python3-torchvision; fi
