-- Grain: one row per visit, latest first, one page and one row more. Goes on from counted_visits.sql.
-- $at, $call, $visit: the key of the last row of the page before; $at = $to and an empty call on the first page.
SELECT
    call, visit, from_number, joined_at, answered_at, left_at, completed_at,
    wait_seconds, talk_seconds, agent, offers, outcome, ended_by, position, counted
FROM found
WHERE joined_at < $at OR (joined_at = $at AND (call < $call OR (call = $call AND visit < $visit)))
ORDER BY joined_at DESC, call DESC, visit DESC
LIMIT 501
