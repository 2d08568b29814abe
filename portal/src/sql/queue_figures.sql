-- Grain: one row per (bucket, queue) in which something happened. Goes on from queue_hours.sql or queue_months.sql.
-- $queue: a queue, or an empty text for all of them. The ratios are made from these sums by the reader, for rows and totals alike.
SELECT
    bucket, queue,
    joined, answered, abandoned, short_abandoned, timeout, overflow, key, empty, full, closed, transferred, waiting,
    in_time, waited, wait_seconds_answered, wait_seconds_all, max_wait_seconds, talk_seconds, wrapup_seconds,
    peak_waiting, peak_waiting_at, peak_talking, peak_talking_at,
    answered_wait_0, answered_wait_5, answered_wait_10, answered_wait_15, answered_wait_20, answered_wait_30, answered_wait_45,
    answered_wait_60, answered_wait_90, answered_wait_120, answered_wait_180, answered_wait_300, answered_wait_600,
    abandoned_wait_0, abandoned_wait_5, abandoned_wait_10, abandoned_wait_15, abandoned_wait_20, abandoned_wait_30, abandoned_wait_45,
    abandoned_wait_60, abandoned_wait_90, abandoned_wait_120, abandoned_wait_180, abandoned_wait_300, abandoned_wait_600
FROM buckets
WHERE bucket >= $from AND bucket < $to
  AND ($queue = '' OR queue = $queue)
ORDER BY bucket, queue
