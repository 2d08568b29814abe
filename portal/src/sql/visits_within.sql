-- Question: how many of a queue's visits were answered, and how many abandoned, within a limit, bucket by bucket?
-- Grain: one row per hour, day or month of the customer's clock in which there was one. Inputs: queue_visits.
-- $interval: hour, day or month. $seconds: the limit, itself included; short abandons are counted with the others.
SELECT
    CASE $interval
        WHEN 'hour' THEN local_hour($zone, joined_at)
        WHEN 'day' THEN local_day($zone, joined_at)
        ELSE local_month($zone, joined_at)
    END AS bucket,
    COUNT(*) FILTER (WHERE outcome = 'answered') AS answered,
    COUNT(*) FILTER (WHERE outcome <> 'answered') AS abandoned
FROM queue_visits
WHERE queue = $queue AND joined_at >= $from AND joined_at < $to
  AND wait_seconds <= $seconds
  AND ($times = '' OR within_times($zone, joined_at, $times))
  AND outcome IN ('answered', 'abandoned', 'short_abandoned')
GROUP BY bucket
ORDER BY bucket
