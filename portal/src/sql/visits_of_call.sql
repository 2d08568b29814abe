-- Question: which queues did one call visit?
-- Grain: one row per visit, in time order. Inputs: queue_visits.
SELECT
    queue, call, visit, from_number, joined_at, answered_at, left_at, completed_at,
    wait_seconds, talk_seconds, agent, offers, outcome, ended_by, position
FROM queue_visits
WHERE call = $call
ORDER BY joined_at, queue, visit
