#!/bin/sh
# install-debian.sh PACKAGE...: installs packages with apt-get, as root, and lets none of them become a service of this
# machine: Debian starts what it installs, unless policy-rc.d says no, and starts it again at every boot, unless it is
# disabled. A policy that was there before is back in its place afterwards, also after a run that was cut off.
set -eu
policy=/usr/sbin/policy-rc.d
kept=$policy.kept-by-gitlab-internal-api
mark='# gitlab-internal-api: nothing is started while it installs'

restore() {
  if [ -f "$policy" ] && grep -qxF "$mark" "$policy"; then rm -f "$policy"; fi
  if [ -e "$kept" ] || [ -L "$kept" ]; then mv -f "$kept" "$policy"; fi
}

forbid_starts() {
  if [ -x "$policy" ]; then
    answer=0
    "$policy" "$1" start >/dev/null 2>&1 || answer=$?
    if [ "$answer" = 101 ]; then return; fi
  fi
  if [ -e "$policy" ] || [ -L "$policy" ]; then mv "$policy" "$kept"; fi
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
  chmod 755 "$policy"
}

# Names of the services that a package brings, as its files tell.
services_of() {
  dpkg-query --listfiles "$1" 2>/dev/null |
    sed -n 's|^\(/usr\)\{0,1\}/lib/systemd/system/\([^/@]*\.\(service\|socket\)\)$|\2|p; s|^/etc/init\.d/\([^/]*\)$|\1|p'
}

restore
trap restore EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

new=
for package in "$@"; do
  if ! dpkg-query --show --showformat='${Status}\n' "$package" 2>/dev/null | grep -q ' installed$'; then
    new="$new $package"
  fi
done

export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
install() {
  apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}

forbid_starts "$1"
lists=$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' 2>/dev/null | head -n 1)
if [ -z "$lists" ]; then apt-get update; fi
# Lists that are too old name files that the mirror no longer has: fetched anew, once.
install "$@" || { apt-get update && install "$@"; }

for package in $new; do
  for service in $(services_of "$package"); do
    if command -v systemctl >/dev/null 2>&1; then systemctl disable "$service" >/dev/null 2>&1 || :; fi
    case $service in
      *.*) ;;
      *) update-rc.d "$service" disable >/dev/null 2>&1 || : ;;
    esac
  done
done
