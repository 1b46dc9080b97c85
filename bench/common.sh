# Sourced by the scripts beside it: finds a JDK 25, builds the benchmarks, says what machine this is.
set -eu

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
need=25

say() { printf '%s\n' "$*" >&2; }

find_java() {
  local candidate version
  for candidate in "${SLUICE_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/*jdk* "$HOME"/.sdkman/candidates/java/*; do
    [ -x "$candidate/bin/java" ] && [ -r "$candidate/release" ] || continue
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$candidate/release")
    if [ "${version:-0}" -ge "$need" ]; then
      printf '%s\n' "$candidate/bin/java"
      return 0
    fi
  done
  say "a JDK $need is needed; set JAVA_HOME to one"
  return 1
}

java=$(find_java)
# SLUICE_BENCH_CLASSPATH: classes built by other means.
classpath=${SLUICE_BENCH_CLASSPATH:-}
if [ -z "$classpath" ]; then
  say "building ..."
  (cd "$home" && mvn -q -B -DskipTests -pl bench -am package) >&2
  classpath="$home/bench/target/sluice-bench-0.1.0-SNAPSHOT.jar:$home/bench/target/lib/*"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

machine() {
  local model
  model=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)
  printf 'machine: %s, %s cores, load %s\n' "${model:-$(uname -m)}" "$(nproc)" "$(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo '?')"
  printf 'java:    %s\n' "$("$java" -version 2>&1 | sed -n 2p)"
}

run() { "$java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED "$@"; }
