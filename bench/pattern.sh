#!/usr/bin/env bash
# What finding patterns costs: Sluice, Hyperscan, dk.brics.automaton, RE2/J and java.util.regex over the
# same payload windows (first 10 packets or 2,048 bytes of real connections), beside a plain table loop;
# and what 500 patterns made to hurt cost at their worst (the set hostile).
#   ./bench/pattern.sh [--millis N] [--sets "one seeds l7 ..."] [--captures FOLDER] [--brics MOST_PATTERNS]
. "$(dirname "$0")/common.sh"

millis=400 brics=60 sets="one seeds l7 l7+seeds routeros hosts-10 hosts-1000 hostile" captures=
while [ $# -gt 0 ]; do
  case $1 in
    --millis) millis=$2 ;;
    --sets) sets=$2 ;;
    --captures) captures=$2 ;;
    --brics) brics=$2 ;;
    *) say "unknown option $1"; sed -n 5p "$0" >&2; exit 2 ;;
  esac
  shift 2
done

machine
printf 'Warm, one thread, processor time, best round. The peers without sets run each pattern once over the whole window; RouterOS runs them again at every packet.\n'
cd "$home"
for set in $sets; do
  if [ "$set" = hostile ]; then
    run -Xss16m -cp "$classpath" dev.sluice.bench.HostileBench --home "$home"
    continue
  fi
  run -Xmx1g -Xss16m -cp "$classpath" dev.sluice.bench.PatternBench --home "$home" --set "$set" --millis "$millis" --brics "$brics" ${captures:+--captures "$captures"}
done
