#!/bin/sh
# with-node.sh SCRIPT [ARGUMENTS]: runs a script of this folder, once Node and npm are known to be new enough.
# It is shell and old JavaScript, because an old Node must be able to say that it is old.
set -eu
folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
script=$1
shift

for program in node npm; do
  if ! command -v "$program" >/dev/null 2>&1; then
    echo "$program is missing: install Node 20.19 or newer with npm (https://nodejs.org/en/download)" >&2
    exit 2
  fi
done
if ! node -e 'var v = process.versions.node.split("."); process.exit(v[0] > 20 || (v[0] == 20 && v[1] >= 19) ? 0 : 1)'; then
  echo "Node $(node --version) is too old: install Node 20.19 or newer (https://nodejs.org/en/download)" >&2
  exit 2
fi
exec node "$folder/$script" "$@"
