#!/usr/bin/env bash
# What sluice check and sluice diff cost from a cold start, for generated policies and a generated capture.
#   ./bench/check.sh [--runs N] [--packets N] [--flows N]
. "$(dirname "$0")/common.sh"

runs=5 packets=500000 flows=10000
while [ $# -gt 0 ]; do
  case $1 in
    --runs) runs=$2 ;;
    --packets) packets=$2 ;;
    --flows) flows=$2 ;;
    *) say "unknown option $1"; sed -n 3p "$0" >&2; exit 2 ;;
  esac
  shift 2
done

# As a user starts it, with its cache of loaded classes; plain java where the classes were built by other means.
sluice() {
  if [ -n "${SLUICE_BENCH_CLASSPATH:-}" ]; then run -cp "$classpath" dev.sluice.app.Main "$@"; else "$home/sluice" "$@"; fi
}

# Prints the least wall time and the least processor time of several runs, in seconds; any exit status but 3 will do.
timed() {
  local TIMEFORMAT='%R %U %S' i
  for ((i = 0; i < runs; i++)); do
    { time { sluice "$@" >"$work/out" 2>"$work/err" || [ $? -ne 3 ]; }; } 2>>"$work/times" || { cat "$work/err" >&2; exit 1; }
  done
  awk 'NR == 1 || $1 < w { w = $1 } NR == 1 || $2 + $3 < c { c = $2 + $3 } END { printf "%.2f %.2f\n", w, c }' "$work/times"
  rm "$work/times"
}

sluice --version >/dev/null
machine
printf '\nsluice check, whole process, best of %s. Never: rules that can never match, beside those planted. Open: not decided.\n' "$runs"
printf '%-12s %9s %7s %7s %8s %6s %8s %8s\n' policy bytes rules never planted open 'wall s' 'cpu s'
check() {
  local name=$1 planted
  shift
  planted=$(run -cp "$classpath" dev.sluice.bench.CheckSets --out "$work/$name.rsc" "$@" | cut -d' ' -f2)
  read -r bytes rules never open < <(run -cp "$classpath" dev.sluice.bench.CheckBench --policy "$work/$name.rsc")
  read -r wall cpu < <(timed check "$work/$name.rsc")
  printf '%-12s %9s %7s %7s %8s %6s %8s %8s\n' "$name" "$bytes" "$rules" "$never" "$planted" "$open" "$wall" "$cpu"
}
check sites-100k --shape sites --bytes 99000
check acl-100k --shape acl --bytes 100000
check sites-10000 --shape sites --rules 10000
check acl-10000 --shape acl --rules 10000

printf '\nsluice diff of two policies over a capture, beside one sluice replay; whole processes, best of %s.\n' "$runs"
printf '%-12s %-12s %12s %12s %12s %12s %7s\n' policy capture 'replay wall' 'diff wall' 'replay cpu' 'diff cpu' 'x cpu'
run -cp "$classpath" dev.sluice.bench.LargeCapture --out "$work/large.pcap" --packets "$packets" --flows "$flows"
run -cp "$classpath" dev.sluice.bench.RuleSets --out "$work" --rules 1000
sed 's/dst-port=80$/dst-port=81/' "$work/rules-1000.rsc" >"$work/rules-1000.new.rsc"
sed 's/facebook|/facebooc|/' "$home/examples/office/office.rsc" >"$work/office.new.rsc"
diff_row() {
  local wall cpu both_wall both_cpu
  read -r wall cpu < <(timed replay --connections none "$2" "$5")
  read -r both_wall both_cpu < <(timed diff "$2" "$3" "$5")
  awk -v p="$1" -v n="$4" -v w="$wall" -v W="$both_wall" -v c="$cpu" -v C="$both_cpu" \
    'BEGIN { printf "%-12s %-12s %12s %12s %12s %12s %7.2f\n", p, n, w, W, c, C, C / c }'
}
office=$home/examples/office
diff_row office "$office/office.rsc" "$work/office.new.rsc" office "$office/office.pcap"
diff_row office "$office/office.rsc" "$work/office.new.rsc" large "$work/large.pcap"
diff_row '1000 rules' "$work/rules-1000.rsc" "$work/rules-1000.new.rsc" large "$work/large.pcap"
