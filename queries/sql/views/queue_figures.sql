-- How a queue did in a bucket of local time. Ratios are worked out here, from what adds up; no data is null.
-- The beginning of a statement: queue_hours.sql or queue_fold.sql follows, with the buckets.
SELECT
    customer, bucket, queue,
    joined, answered, abandoned, short_abandoned, timeout, overflow, key, empty, full, closed, transferred, waiting,
    in_time,
    wait_us_answered / 1e6 AS wait_seconds_answered, wait_us_all / 1e6 AS wait_seconds_all, waited,
    max_wait_us / 1e6 AS max_wait_seconds, talk_us / 1e6 AS talk_seconds, wrapup_us / 1e6 AS wrapup_seconds,
    peak_waiting, peak_waiting_at, peak_talking, peak_talking_at,
    CASE WHEN joined > closed THEN answered / CAST(joined - closed AS DOUBLE) END AS answered_rate,
    CASE WHEN answered + abandoned > 0 THEN abandoned / CAST(answered + abandoned AS DOUBLE) END AS abandon_rate,
    CASE WHEN answered > 0 THEN wait_us_answered / 1e6 / answered END AS asa_seconds,
    CASE WHEN waited > 0 THEN wait_us_all / 1e6 / waited END AS awt_seconds,
    CASE WHEN answered > 0 THEN talk_us / 1e6 / answered END AS att_seconds,
    CASE WHEN answered > 0 THEN (talk_us + wrapup_us) / 1e6 / answered END AS aht_seconds,
    CASE
        WHEN joined > short_abandoned + closed THEN in_time / CAST(joined - short_abandoned - closed AS DOUBLE)
    END AS service_level,
    answered_wait_0, answered_wait_5, answered_wait_10, answered_wait_15, answered_wait_20, answered_wait_30,
    answered_wait_45, answered_wait_60, answered_wait_90, answered_wait_120, answered_wait_180, answered_wait_300,
    answered_wait_600, abandoned_wait_0, abandoned_wait_5, abandoned_wait_10, abandoned_wait_15, abandoned_wait_20,
    abandoned_wait_30, abandoned_wait_45, abandoned_wait_60, abandoned_wait_90, abandoned_wait_120,
    abandoned_wait_180, abandoned_wait_300, abandoned_wait_600
FROM
