-- Question: which queues did one call visit?
-- Grain: one row per visit, in time order. Inputs: queue_visits.
-- $from, $to: where to look; a call lies in a day or two, and all of time is far more to read.
SELECT
    queue, call, visit, from_number, joined_at, answered_at, left_at, completed_at,
    wait_seconds, talk_seconds, agent, offers, outcome, ended_by, position, 1 AS counted
FROM queue_visits
WHERE call = $call AND joined_at >= $from AND joined_at < $to
ORDER BY joined_at, queue, visit
