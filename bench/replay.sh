#!/usr/bin/env bash
# What a replay costs: the example policy and 10 to 10,000 rules over a generated capture, beside the floor.
#   ./bench/replay.sh [--packets N] [--flows N] [--mix office|web|dns] [--rules "10 100 1000 10000"]
. "$(dirname "$0")/common.sh"

packets=500000 flows=10000 mix=office rules="10 100 1000 10000"
while [ $# -gt 0 ]; do
  case $1 in
    --packets) packets=$2 ;;
    --flows) flows=$2 ;;
    --mix) mix=$2 ;;
    --rules) rules=$2 ;;
    *) say "unknown option $1"; sed -n 3p "$0" >&2; exit 2 ;;
  esac
  shift 2
done

capture=$work/large.pcap
run -cp "$classpath" dev.sluice.bench.LargeCapture --out "$capture" --packets "$packets" --flows "$flows" --mix "$mix"
for n in $rules; do
  run -cp "$classpath" dev.sluice.bench.RuleSets --out "$work" --rules "$n"
done

machine
printf 'capture: %s packets, %s flows at a time, mix %s, %s MB\n\n' "$packets" "$flows" "$mix" "$(($(stat -c %s "$capture") / 1000000))"
printf 'In one JVM a row, capture file to verdicts, processor time of one thread. Floor: map the file, read each header. First: nothing compiled yet. Warm: best later pass.\n'
printf '%-14s %11s %11s %11s %12s %10s\n' policy 'floor ns' 'first ns' 'warm ns' 'warm Mpkt/s' 'x floor'
run -Xmx512m -cp "$classpath" dev.sluice.bench.ReplayBench --capture "$capture" --policy "$home/examples/office/office.rsc" --name office
for n in $rules; do
  run -Xmx512m -cp "$classpath" dev.sluice.bench.ReplayBench --capture "$capture" --policy "$work/rules-$n.rsc" --name "$n rules"
done

printf '\nMemory of one connection in a full table, in bytes.\n'
printf '%-14s %11s %11s\n' policy IPv4 IPv6
run -Xmx512m -cp "$classpath" dev.sluice.bench.ConnectionBytes --policy "$home/examples/office/office.rsc" --name office
for n in $rules; do
  run -Xmx512m -cp "$classpath" dev.sluice.bench.ConnectionBytes --policy "$work/rules-$n.rsc" --name "$n rules"
done

printf '\nWhole process: sluice replay with its report, start of the JVM included, heap of at most 512 MB.\n'
printf '%-14s %11s %11s %11s %12s %10s\n' policy 'wall s' 'cpu s' 'ns/packet' 'Mpkt/s' 'peak MB'
whole() {
  local begin end timed=() cpu=- peak=-
  [ ! -x /usr/bin/time ] || timed=(/usr/bin/time -o "$work/time" -f '%U %S %M')
  begin=$(date +%s%N)
  if ! "${timed[@]}" "$java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED -Xmx512m \
    -cp "$classpath" dev.sluice.app.Main replay --connections none "$2" "$capture" >"$work/report" 2>"$work/error"; then
    say "$1: sluice replay failed:"
    cat "$work/error" >&2
    return 0
  fi
  end=$(date +%s%N)
  if [ -s "$work/time" ]; then
    read -r cpu peak < <(tail -n 1 "$work/time" | awk '{ printf "%.2f %d\n", $1 + $2, $3 / 1024 }')
  fi
  awk -v n="$1" -v t="$((end - begin))" -v p="$packets" -v c="$cpu" -v m="$peak" \
    'BEGIN { printf "%-14s %11.2f %11s %11.1f %12.2f %10s\n", n, t / 1e9, c, t / p, p * 1e3 / t, m }'
}
whole office "$home/examples/office/office.rsc"
for n in $rules; do
  whole "$n rules" "$work/rules-$n.rsc"
done
