-- Question: which visits does a number of a queue's table count?
-- Grain: one row per visit, latest first, one page and one row more. Inputs: queue_visits.
-- $outcome, $agent: an empty text for any. $within_seconds: answered or left within so long, negative for any.
-- $at, $call, $visit: the key of the last row of the page before; $at = $to and an empty call on the first page.
SELECT
    call, visit, from_number, joined_at, answered_at, left_at, completed_at,
    wait_seconds, talk_seconds, agent, offers, outcome, ended_by, position
FROM queue_visits
WHERE queue = $queue AND joined_at >= $from AND joined_at < $to
  AND ($outcome = '' OR outcome = $outcome)
  AND ($agent = '' OR agent = $agent)
  AND ($within_seconds < 0 OR wait_seconds <= $within_seconds)
  AND (joined_at < $at OR (joined_at = $at AND (call < $call OR (call = $call AND visit < $visit))))
ORDER BY joined_at DESC, call DESC, visit DESC
LIMIT 501
