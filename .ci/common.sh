# What ./run and ./check share: messages, packages, the release build. Sourced by both, from the
# root of the checkout; plain POSIX sh.

say() {
    printf '\n==> %s\n' "$*"
}

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# A compilation takes up to 1.5 GB, so small machines run fewer of them than they have cores.
num_jobs() {
    by_memory=$(awk '/^MemTotal:/ { print int($2 / 1500000) }' /proc/meminfo)
    by_cores=$(nproc)
    jobs=$((by_memory < by_cores ? by_memory : by_cores))
    echo $((jobs > 0 ? jobs : 1))
}

has_node() {
    command -v npm >/dev/null && command -v node >/dev/null &&
        [ "$(node --version | sed 's/^v\([0-9]*\).*/\1/')" -ge 18 ]
}

# wanted_packages WHO...: the packages listed for any of WHO.
wanted_packages() {
    while read -r package who _; do
        case $package in
            '' | '#'*) continue ;;
            nodejs | npm) if has_node; then continue; fi ;;
        esac
        case " $* " in *" $who "*) echo "$package" ;; esac
    done <.ci/packages
}

# missing_packages WHO...: the same without those that are installed.
missing_packages() {
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
    for package in $(wanted_packages "$@"); do
        printf '%s\n' "$installed" | grep -qxF "$package" || echo "$package"
    done
}

# install_packages WHO...: installs what is missing with apt, and says so first.
install_packages() {
    command -v dpkg-query >/dev/null ||
        fail "needs Debian 12 or a system made from it: packages are installed with apt"
    missing=$(missing_packages "$@" | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "run this as root or install sudo; these packages are missing: $missing"
        as_root=sudo
    fi
    say "Installing with apt${as_root:+, through sudo}; .ci/packages says what for: $missing"
    $as_root apt-get update -q
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $missing
}

# is_newer FILE OTHER: FILE exists and OTHER was not changed after it.
is_newer() {
    [ -e "$1" ] && [ -z "$(find "$2" -newer "$1")" ]
}

# build PRESET [TARGET...]: configures only when there is no build yet or the presets changed;
# ninja notices everything else by itself.
build() {
    preset=$1
    shift
    is_newer "build/$preset/build.ninja" CMakePresets.json || cmake --preset "$preset" || return
    if [ $# -gt 0 ]; then
        set -- --target "$@"
    fi
    cmake --build "build/$preset" -j "$(num_jobs)" "$@"
}
