#!/usr/bin/env bash
# A PostgreSQL of one's own for tests and benchmarks, from Debian's package `postgresql`; no service, no TCP port.
#   scripts/start-postgres.sh --where         says where its programs are; exit 1 where there are none
#   scripts/start-postgres.sh start FOLDER    starts a cluster in FOLDER, new or left from before, prints its DATABASE_URL
#   scripts/start-postgres.sh tls FOLDER PORT    the same on 127.0.0.1:PORT besides, over TLS and with the password of the
#                                              user alone: FOLDER has server.crt, server.key and password
#   scripts/start-postgres.sh rest FOLDER     stops it in order, as for a restart: connections are cut, all is on the disk
#   scripts/start-postgres.sh stop FOLDER     stops it, as if by a power cut: nobody wants its data
# PostgreSQL refuses to be root, so root hands over to the user `postgres`. fsync stays on while it runs.
set -euo pipefail

programs() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$found" ] && command -v pg_ctl >/dev/null; then found=$(dirname "$(command -v pg_ctl)"); fi
  [ -x "$found/initdb" ] && echo "$found"
}

as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi
}

bin=$(programs) || {
  echo "PostgreSQL is not installed here: set DATABASE_URL, or install Debian's package postgresql." >&2
  exit 1
}

case "${1:-} ${2:-}" in
  '--where ') echo "$bin" ;;
  'start '?*)
    folder=$(mkdir -p "$2" && cd "$2" && pwd)
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    if [ ! -e "$folder/cluster" ]; then
      as_owner "$bin/initdb" --pgdata="$folder/cluster" --username=postgres --auth=trust --encoding=UTF8 \
        --no-sync >/dev/null
    fi
    as_owner "$bin/pg_ctl" --pgdata="$folder/cluster" --log="$folder/log" --wait --silent \
      --options="-c listen_addresses='' -c unix_socket_directories='$folder'" start >/dev/null
    echo "postgres://postgres@localhost/postgres?host=$folder"
    ;;
  'tls '?*)
    folder=$(cd "$2" && pwd)
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder" "$folder"/server.* "$folder/password"; fi
    as_owner "$bin/initdb" --pgdata="$folder/cluster" --username=postgres --auth-local=trust --auth-host=scram-sha-256 \
      --pwfile="$folder/password" --encoding=UTF8 --no-sync >/dev/null
    sed -i 's/^host /hostssl /' "$folder/cluster/pg_hba.conf"
    as_owner "$bin/pg_ctl" --pgdata="$folder/cluster" --log="$folder/log" --wait --silent \
      --options="-c listen_addresses=127.0.0.1 -c port=$3 -c unix_socket_directories='$folder' \
        -c ssl=on -c ssl_cert_file='$folder/server.crt' -c ssl_key_file='$folder/server.key'" start >/dev/null
    ;;
  'rest '?*) as_owner "$bin/pg_ctl" --pgdata="$2/cluster" --mode=fast --wait --silent stop ;;
  'stop '?*) as_owner "$bin/pg_ctl" --pgdata="$2/cluster" --mode=immediate --wait --silent stop ;;
  *)
    sed -n '2,8p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
