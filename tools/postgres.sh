#!/bin/sh
# Install PostgreSQL's server, on which the tests of the store run beside SQLite, where a package can
# be installed without asking anybody. Always end well: without it those tests skip.
set -u

have() { command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

have && exit 0
command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || exit 0
echo "ilx: installing Debian's postgresql for the tests of the store" >&2
apt="env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=60"
{ $apt update; $apt install -y --no-install-recommends postgresql; } </dev/null >/dev/null 2>&1
have || echo "ilx: apt-get could not install postgresql; tests on it are skipped" >&2
exit 0
