-- Question: how many visits does a list hold in all?
-- Grain: one row. Inputs: queue_visits. The filters are those of visits.sql.
SELECT COUNT(*) AS total
FROM queue_visits
WHERE queue = $queue AND joined_at >= $from AND joined_at < $to
  AND ($outcome = '' OR outcome = $outcome)
  AND ($agent = '' OR agent = $agent)
  AND ($within_seconds < 0 OR wait_seconds <= $within_seconds)
