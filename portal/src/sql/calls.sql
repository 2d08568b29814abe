-- Grain: one row per call, latest first, one page and one row more. Goes on from whole_calls.sql.
-- $at, $call: the key of the last row of the page before; $at = $to and an empty call on the first page.
SELECT
    call, leg, legs, line, line_kind, direction, from_number, to_number, started_at, answered_at, ended_at, outcome, queue,
    talk_ended_at
FROM found
WHERE started_at < $at OR (started_at = $at AND call < $call)
ORDER BY started_at DESC, call DESC
LIMIT 501
