#!/bin/sh
# What an experiment asks of the kernel, with sysfs and numactl: regions are files on tmpfs.
# After each touch it shows where pages are: byte range, node.
# Weights belong to the whole machine: they are written only by root and only with --write-sysfs,
# and are put back in the end, and with them whether the kernel computes them (auto).
# MOST is the number of 4 KiB pages that may be touched in all.
set -eu

MOST=${MOST:-65536}
W=/sys/kernel/mm/mempolicy/weighted_interleave
writes=${1:-}
touched=0
D=$(mktemp -d /dev/shm/reproduce.XXXXXX)
auto=auto
if [ -e "$W/__auto_type" ]; then auto=__auto_type; fi   # so Linux 6.18 calls it
# Numbers first: the write of a number ends what auto says.
saved=$(grep -s . "$W"/node* "$W/$auto" || true)

finish() {
    rm -r "$D"
    if [ "$writes" = --write-sysfs ]; then
        echo "$saved" | while IFS=: read -r file text; do
            if [ -n "$file" ]; then
                echo "$text" > "$file" || echo "$file stays as it is, not $text" >&2
            fi
        done
    fi
}
trap finish EXIT
trap 'exit 1' INT TERM

# need OPTION VERSION: numactl must know an option.
need() {
    if ! numactl --help 2>&1 | grep -q -e "$1"; then
        echo "numactl $2 or newer is needed, which knows $1" >&2
        exit 2
    fi
}

# store FILE TEXT: a write to a file of weighted_interleave.
store() {
    if [ "$writes" != --write-sysfs ]; then
        echo "$1 is left alone: --write-sysfs would write it, as root" >&2
    else
        file=$1
        if [ "$file" = auto ]; then file=$auto; fi
        printf %s "$2" > "$W/$file" || echo "$1 refuses $2" >&2
    fi
}

# place FILE FIRST PAGES COMMAND…: touches pages by a task's command line and shows their nodes.
place() {
    file=$1 first=$2 pages=$3
    shift 3
    if [ $((touched + pages)) -gt "$MOST" ]; then
        echo "$file: $pages pages are not touched, that would be more than $MOST" >&2
        return
    fi
    touched=$((touched + pages))
    echo "$file, pages $first to $((first + pages - 1)):"
    "$@" numactl --offset=$((first * 4))k --length=$((pages * 4))k --file="$D/$file" \
        --touch --dump-nodes || echo "$file: not touched" >&2
}

# bind FILE FIRST PAGES POLICY: a policy for pages that come later.
bind() {
    numactl --offset=$(($2 * 4))k --length=$(($3 * 4))k --file="$D/$1" "$4" ||
        echo "$1: $4 is refused" >&2
}
