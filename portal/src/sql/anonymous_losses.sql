-- Question: how many callers without a number left a queue unanswered lately, and how many of them after a short wait?
-- Grain: one row. Inputs: queue_visits. $queue: a queue, or an empty text for all of them. $since: when they left, at the earliest.
-- $joined_since: when they joined, at the earliest: nobody waits for longer than a day.
SELECT
    COUNT(*) AS times_lost,
    COUNT(*) FILTER (WHERE outcome = 'short_abandoned') AS times_short
FROM queue_visits
WHERE joined_at >= $joined_since AND COALESCE(left_at, joined_at) >= $since
  AND ($queue = '' OR queue = $queue)
  AND from_number = 'anonymous'
  -- As the callback list takes a loss.
  AND outcome IN ('abandoned', 'short_abandoned', 'timeout', 'overflow', 'key', 'empty', 'full', 'closed')
