#!/usr/bin/env bash
# Builds the image and tries it where no Docker engine runs: as root, with Debian's buildah, debootstrap and unshare.
#
#     apt-get install buildah debootstrap && npm ci && sudo scripts/container-check.sh
#
# The container has a read-only root, its numbered user, its own processes, /data as the only place to write, and the network of this
# machine. What needs an engine is not tried: limits, restarts, the engine's own calls of the health check.
set -euo pipefail
cd "$(dirname "$0")/.."
export BUILDAH_ISOLATION=chroot STORAGE_DRIVER="${STORAGE_DRIVER:-overlay}"
base=docker.io/library/node:24-slim
image=localhost/endpoint-drift:check
work=$(mktemp -d)
chmod 755 "$work"
container='' server='' worker=''

fail() { echo "FAILED: $*" >&2; exit 1; }
ok() { echo "ok: $*"; }
for tool in buildah debootstrap unshare node npm; do command -v "$tool" > /dev/null || fail "$tool is missing"; done
[ "$(id -u)" = 0 ] || fail 'only root may mount an image'

tidy() {
  for pid in $server $worker; do kill "$pid" 2> /dev/null || continue; wait "$pid" || true; done
  if [ -n "$container" ]; then buildah umount "$container" > /dev/null; buildah rm "$container" > /dev/null; fi
  rm -rf "$work"
}
trap tidy EXIT

# Stands in for the official image, under its name: Debian, the Node of the dev dependency, npm.
make_base() {
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/base" > "$work/debootstrap.log"
  local from npm lib="$work/base/usr/local/lib/node_modules"
  npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
  mkdir -p "$lib" && cp -r "$npm" "$lib/npm"
  cp -L node_modules/node/bin/node "$work/base/usr/local/bin/node"
  for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$work/base/usr/local/bin/$name"; done
  from=$(buildah from scratch)
  cp -a "$work/base/." "$(buildah mount "$from")/"
  if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
    cp "$NODE_EXTRA_CA_CERTS" "$(buildah mount "$from")/usr/local/share/extra-ca.pem"
    buildah config --env NODE_EXTRA_CA_CERTS=/usr/local/share/extra-ca.pem "$from"
  fi
  buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$from"
  buildah commit --quiet "$from" "$base" > /dev/null && buildah rm "$from" > /dev/null
}

buildah inspect --type image "$base" > /dev/null 2>&1 || { make_base; ok "made a base image"; }
buildah bud --format docker --pull-never --tag "$image" . > "$work/build.log" 2>&1 || { tail -20 "$work/build.log"; fail 'the build'; }
ok 'built'
container=$(buildah from --pull-never "$image")
root=$(buildah mount "$container")
mkdir -p "$work/data" "$work/config"
user=$(buildah inspect --type image --format '{{.Docker.Config.User}}' "$image")
chown "$user" "$work/data"
says() { buildah inspect --type image --format "{{range .Docker.Config.$1}}{{println .}}{{end}}" "$image" | grep .; }
mapfile -t health < <(says Healthcheck.Test | grep -vx CMD)
mapfile -t entry < <(says Entrypoint)
mapfile -t env < <(says Env)

# inside COMMAND..: with the image as a read-only root. The first process of its own, as in a container.
inside() {
  # shellcheck disable=SC2016
  exec unshare --mount --pid --fork --kill-child bash -ec '
    root=$1 work=$2 user=$3; shift 3
    mount --bind "$root" "$root" && mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc"
    mount --bind "$work/data" "$root/data" && mount --bind "$work/config" "$root/config"
    mount -o remount,bind,ro "$root"
    exec chroot --userspec="$user" "$root" /usr/bin/env -i "$@"' - "$root" "$work" "$user" "${env[@]}" NO_PROXY=127.0.0.1 "$@"
}
exits() { local wanted=$1 code=0; shift; (inside "$@") > "$work/said" 2>&1 || code=$?; [ "$code" = "$wanted" ] || { cat "$work/said"; fail "exit $code, not $wanted: $*"; }; }

cat > "$work/server.cjs" <<'JS'
const page = '# Endpoints\n\n| Address | Port |\n| --- | --- |\n| `*.windows.net` | 443 |\n'
const server = require('node:http').createServer((_, response) => response.end(page))
server.listen(0, '127.0.0.1', () => require('node:fs').writeFileSync(process.argv[2], String(server.address().port)))
JS
node "$work/server.cjs" "$work/port" & server=$!
for _ in $(seq 100); do [ -s "$work/port" ] && break; sleep 0.1; done
configure() { echo "{ stale: $1, sources: [{ id: page, kind: learn-page, url: 'http://127.0.0.1:$(cat "$work/port")/page.md' }] }" > "$work/config/endpoint-drift.yaml"; }

cp config/* "$work/config/"
exits 0 "${entry[@]}" check-config
ok "the shipped configuration has no fault: $(sed -n 2p "$work/said")"
exits 1 touch /app/written
exits 1 touch /tmp/written
[ "$(cd "$work" && (inside id -u))" = "${user%%:*}" ] || fail 'another user'
ok "user $user, nothing to write to but /data"
configure 26h
exits 1 "${health[@]}"
ok "the health check fails before the first check: $(head -1 "$work/said")"

(inside "${entry[@]}" run) > "$work/log" 2>&1 & worker=$!
began=$(date +%s%N)
until (inside "${health[@]}") > "$work/said" 2>&1; do
  [ $(($(date +%s%N) - began)) -lt 60000000000 ] || { cat "$work/log" "$work/said"; fail 'not well after a minute'; }
done
ok "well $((($(date +%s%N) - began) / 1000000)) ms after the start: $(head -1 "$work/said")"
[ -n "$(git -c safe.directory='*' -C "$work/data/snapshots" log --oneline)" ] || fail 'no snapshot was committed'
began=$(date +%s%N)
kill -TERM "$(pgrep -P "$worker")"
code=0
wait "$worker" || code=$?
worker=''
[ "$code" = 0 ] || { cat "$work/log"; fail "exit $code after SIGTERM"; }
ok "exit 0, $((($(date +%s%N) - began) / 1000000)) ms after SIGTERM"
configure 1ms
exits 1 "${health[@]}"
ok "the health check fails where a source is stale: $(head -1 "$work/said")"
ok "written: $(find "$work/data" -mindepth 1 -maxdepth 1 -printf '%f ')"
