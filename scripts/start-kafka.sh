#!/usr/bin/env bash
# An Apache Kafka of one's own (KRaft, one node) for tests and benchmarks, from its published packages; on loopback only.
#   scripts/start-kafka.sh --where         says where its programs are; fetches them once (Maven); exit 1 where it cannot
#   scripts/start-kafka.sh start FOLDER    starts a broker on FOLDER, new or left from before, prints its KAFKA_BROKERS
#   scripts/start-kafka.sh stop FOLDER     stops it, as if by a power cut: nobody wants its data
# FOLDER/secure holds the brokers of a second listener (SASL_SSL: PLAIN, SCRAM-SHA-256 and -512; user `faultline`,
# password `secret`), FOLDER/ca.pem the certificate that it shows. KAFKA_PROXIED=HEARS:SAID adds a third one, which
# hears on the first port and tells clients the second: that of a proxy. KAFKA_OWNER=PID ends the broker with that process.
set -euo pipefail

version=4.1.1
cache=${XDG_CACHE_HOME:-$HOME/.cache}/faultline/kafka-$version
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

usage() {
  sed -n '3,5p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

# Kafka with everything that it needs at run time, by name and version, into the cache: whole or not at all.
programs() {
  [ -e "$cache/whole" ] && return
  command -v "$java" >/dev/null || { echo "Java is not installed here: Debian's default-jre-headless." >&2; return 1; }
  command -v mvn >/dev/null || { echo "Maven is not installed here: Debian's maven." >&2; return 1; }
  mkdir -p "$(dirname "$cache")"
  local half
  half=$(mktemp -d "$cache.XXXX")
  cat >"$half/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>faultline</groupId><artifactId>broker</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
  if ! mvn --quiet --batch-mode --file "$half/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$half/jars" >"$half/log" 2>&1; then
    echo "Maven could not fetch org.apache.kafka:kafka_2.13:$version. It said:" >&2
    grep -v '^\s*$' "$half/log" | tail -n 5 >&2
    rm -rf "$half"
    return 1
  fi
  touch "$half/whole"
  mv -T "$half" "$cache" 2>/dev/null || rm -rf "$half" # somebody else was faster
}

kafka=("$java" -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=error
  -Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info -cp "$cache/jars/*")

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); ! is_free "$port"; do :; done
  echo "$port"
}

# What a broker stays for as long as its folder lives: ports, settings, a certificate, an empty log with its users.
prepare() {
  local folder=$1 plain secure controller hears said
  plain=$(free_port) secure=$(free_port) controller=$(free_port)
  hears=$(free_port) said=$hears
  if [ -n "${KAFKA_PROXIED:-}" ]; then hears=${KAFKA_PROXIED%:*} said=${KAFKA_PROXIED#*:}; fi
  "${java%java}keytool" -genkeypair -alias broker -keyalg EC -validity 3650 -dname CN=localhost \
    -ext san=dns:localhost,ip:127.0.0.1 -storetype PKCS12 -keystore "$folder/keys.p12" -storepass secret 2>/dev/null
  "${java%java}keytool" -exportcert -rfc -alias broker -keystore "$folder/keys.p12" -storepass secret \
    >"$folder/ca.pem" 2>/dev/null
  cat >"$folder/server.properties" <<PROPERTIES
node.id=1
process.roles=broker,controller
controller.quorum.bootstrap.servers=127.0.0.1:$controller
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listeners=PLAINTEXT://127.0.0.1:$plain,SECURE://127.0.0.1:$secure,PROXIED://127.0.0.1:$hears,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$plain,SECURE://localhost:$secure,PROXIED://127.0.0.1:$said,CONTROLLER://127.0.0.1:$controller
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SECURE:SASL_SSL,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.secure.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_faultline="secret";
listener.name.secure.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.secure.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PKCS12
ssl.keystore.location=$folder/keys.p12
ssl.keystore.password=secret
ssl.key.password=secret
log.dirs=$folder/log
num.partitions=1
auto.create.topics.enable=false
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=400
log.segment.bytes=16777216
log.cleaner.dedupe.buffer.size=4194304
PROPERTIES
  "${kafka[@]}" kafka.tools.StorageTool random-uuid >"$folder/id" 2>>"$folder/broker.log"
  "${kafka[@]}" kafka.tools.StorageTool format --standalone --cluster-id "$(cat "$folder/id")" --config "$folder/server.properties" \
    --add-scram 'SCRAM-SHA-256=[name=faultline,password=secret]' \
    --add-scram 'SCRAM-SHA-512=[name=faultline,password=secret]' >>"$folder/broker.log" 2>&1
  echo "localhost:$secure" >"$folder/secure"
  echo "127.0.0.1:$plain" >"$folder/brokers"
}

# A zombie is gone: nobody has come for it yet, that is all.
lives() { case "$(ps -o stat= -p "$1" 2>/dev/null)" in '' | Z*) false ;; esac; }
is_running() { [ -s "$1/pid" ] && lives "$(cat "$1/pid")"; }

# This very broker, not one that follows it on the same folder.
end_with() {
  while lives "$1" && lives "$2"; do sleep 1; done
  if lives "$2"; then kill -KILL "$2"; fi
}

start() {
  local folder=$1 began
  [ -s "$folder/brokers" ] || prepare "$folder"
  is_running "$folder" && { cat "$folder/brokers"; return; }
  began=$(grep -c 'Kafka Server started' "$folder/broker.log" || true)
  (
    trap '' HUP INT
    "${kafka[@]}" kafka.Kafka "$folder/server.properties" >>"$folder/broker.log" 2>&1 </dev/null &
    echo $! >"$folder/pid"
  )
  if [ -n "${KAFKA_OWNER:-}" ]; then
    end_with "$KAFKA_OWNER" "$(cat "$folder/pid")" >/dev/null 2>&1 </dev/null &
  fi
  for _ in $(seq 1200); do
    if [ "$(grep -c 'Kafka Server started' "$folder/broker.log")" -gt "$began" ]; then
      cat "$folder/brokers"
      return
    fi
    is_running "$folder" || break
    sleep 0.1
  done
  echo "Kafka did not start on $folder. It said:" >&2
  tail -n 15 "$folder/broker.log" >&2
  stop "$folder"
  return 1
}

stop() {
  is_running "$1" || return 0
  local pid
  pid=$(cat "$1/pid")
  kill -KILL "$pid" 2>/dev/null || true
  while lives "$pid"; do sleep 0.05; done
}

case "${1:-} ${2:-}" in
  '--where ') programs && echo "$cache/jars" ;;
  'start '?*) programs && start "$(mkdir -p "$2" && cd "$2" && pwd)" ;;
  'stop '?*) stop "$2" ;;
  *) usage ;;
esac
