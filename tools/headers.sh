#!/bin/sh
# Install gcc and the headers of libnuma and hwloc, which the tests that compile C need, where a
# package can be installed without asking anybody. Always end well: without them tests skip.
set -u

have() {
  command -v gcc >/dev/null && printf '#include <numa.h>\n#include <hwloc.h>\n' |
    gcc -fsyntax-only -x c - 2>/dev/null
}

have && exit 0
command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || exit 0
echo "ilx: installing gcc, libnuma-dev and libhwloc-dev for the tests that compile C" >&2
DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=60 install -y \
  --no-install-recommends gcc libc6-dev libnuma-dev libhwloc-dev </dev/null >/dev/null 2>&1 ||
  echo "ilx: apt-get could not install them; tests that need them are skipped" >&2
exit 0
