-- Question: who waits in a queue now, and who talks? In all queues where none is named.
-- Grain: one row per visit that has begun and is not over, the longest one first. Inputs: queue_visits.
-- $since, $now: when they joined. A source may lose the event that ends a visit: what is open from before $since is over.
SELECT queue, call, visit, from_number, joined_at, answered_at, agent, position
FROM queue_visits
WHERE ($queue = '' OR queue = $queue) AND joined_at > $since AND joined_at <= $now
  AND (outcome = 'waiting' OR (outcome = 'answered' AND completed_at IS NULL))
ORDER BY joined_at, call, visit
