#!/usr/bin/env bash
# Runs a program as long as whoever started this wants it: passes on the signals that are named line by line on standard
# input, and kills the program at the end of the input. So it cannot outlive a test, however that ends.
set -u
exec 3<&0
"$@" </dev/null 3<&- &
kept=$!
{
    while read -r signal; do kill -s "$signal" "$kept"; done
    kill -s KILL "$kept"
} <&3 2>/dev/null &
orders=$!
exec 3<&-
wait "$kept" 2>/dev/null
status=$?
kill "$orders" 2>/dev/null
exit "$status"
