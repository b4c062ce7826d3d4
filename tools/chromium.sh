#!/bin/sh
# Print the path of a Chromium for the browser tests. If the machine has none and Debian's can be
# installed without asking anybody, install it. Print nothing, and say why on stderr, if there is
# none to be had: those tests are then skipped. ILX_CHROMIUM=PATH chooses one; =none skips.
set -u

find_browser() {
  for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
    path=$(command -v "$name") && "$path" --version >/dev/null 2>&1 && echo "$path" && return
  done
  return 1
}

skip() {
  echo "browser tests are skipped: $1" >&2
  exit 0
}

if [ -n "${ILX_CHROMIUM:-}" ]; then
  [ "$ILX_CHROMIUM" = none ] && skip "ILX_CHROMIUM=none"
  [ -x "$ILX_CHROMIUM" ] || skip "ILX_CHROMIUM=$ILX_CHROMIUM is not a program"
  echo "$ILX_CHROMIUM"
  exit 0
fi

find_browser && exit 0
command -v apt-get >/dev/null || skip "no Chromium found, and no apt-get to install it"
if [ "$(id -u)" = 0 ]; then
  as_root=
elif sudo -n true 2>/dev/null; then
  as_root="sudo -n"
else
  skip "no Chromium found; install it: apt-get install chromium"
fi

echo "ilx: installing Debian's chromium for the browser tests" >&2
apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120"
apt="$apt -o Acquire::Retries=2 -o Acquire::http::Timeout=30"
log=$({ $apt update && $apt install -y --no-install-recommends chromium fonts-liberation; } </dev/null 2>&1)
find_browser || skip "apt-get could not install chromium: $(echo "$log" | tail -n 1)"
