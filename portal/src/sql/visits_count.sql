-- Question: how many visits does a list hold in all?
-- Grain: one row. Inputs: queue_visits. The filters are those of visits.sql.
SELECT COUNT(*) AS visits, COUNT(*) AS counted
FROM queue_visits
WHERE queue = $queue AND joined_at >= $from AND joined_at < $to
  AND ($times = '' OR within_times($zone, joined_at, $times))
  AND ($outcomes = '' OR strpos($outcomes, concat(',', outcome, ',')) > 0)
  AND ($agent = '' OR agent = $agent)
  AND ($within < 0 OR wait_seconds <= $within)
  AND ($wait_from < 0 OR wait_seconds >= $wait_from)
  AND ($wait_below < 0 OR wait_seconds < $wait_below)
