#!/bin/sh
# Syntax of every own script and the tests of the pure modules, with Node where there is one.
# Prints one line; the full output only when something is wrong.
set -eu

if ! command -v node >/dev/null; then
  echo "JavaScript: not checked by Node, which is not installed"
  exit 0
fi

count=0
if [ -d static ]; then
  for file in $(find static -name '*.js' -o -name '*.mjs' | sort); do
    node --check "$file"
    count=$((count + 1))
  done
fi

set -- tests/js/*.test.mjs # without a match, $1 is the pattern itself
if [ -e "$1" ]; then
  out=$(node --test --test-reporter=tap "$@" 2>&1) || { echo "$out"; exit 1; }
  tests=$(echo "$out" | sed -n 's/^# pass //p')
fi
echo "JavaScript: $count scripts parse, ${tests:-0} tests pass"
