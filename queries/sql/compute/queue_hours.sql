-- Question: how did each queue do in each local hour?
-- Grain:    one row per (customer, hour, queue).
-- Inputs:   queue_visits, wrapups, customers; $from, $to: the window, by the hour's start; $earliest, $latest: what can reach into it; $now: up to where an open
--           visit counts, for 24 hours at the most.
--
-- A visit is counted in the hour in which it joined; peaks are over everything that overlaps the hour.
-- joined = answered + abandoned + short_abandoned + timeout + overflow + key + empty + full + closed + transferred + waiting
WITH
visits AS (
    SELECT
        v.*, COALESCE(z.zone, $zone) AS zone,
        -- Whom the queue refused did not wait.
        v.outcome NOT IN ('full', 'closed') AND NOT (v.outcome = 'empty' AND v.left_at = v.joined_at) AS has_waited
    FROM queue_visits v
    LEFT JOIN customers z ON z.customer = v.customer
    WHERE v.joined_at >= $earliest AND v.joined_at < $latest
),
counted AS (
    SELECT
        customer, local_hour(zone, joined_at) AS hour, queue,
        COUNT(*) AS joined,
        COUNT(*) FILTER (WHERE outcome = 'answered') AS answered,
        COUNT(*) FILTER (WHERE outcome = 'abandoned') AS abandoned,
        COUNT(*) FILTER (WHERE outcome = 'short_abandoned') AS short_abandoned,
        COUNT(*) FILTER (WHERE outcome = 'timeout') AS timeout,
        COUNT(*) FILTER (WHERE outcome = 'overflow') AS overflow,
        COUNT(*) FILTER (WHERE outcome = 'key') AS key,
        COUNT(*) FILTER (WHERE outcome = 'empty') AS empty,
        COUNT(*) FILTER (WHERE outcome = 'full') AS full,
        COUNT(*) FILTER (WHERE outcome = 'closed') AS closed,
        COUNT(*) FILTER (WHERE outcome = 'transferred') AS transferred,
        COUNT(*) FILTER (WHERE outcome = 'waiting') AS waiting,
        COUNT(*) FILTER (WHERE in_time) AS in_time,
        COALESCE(SUM(wait_us) FILTER (WHERE outcome = 'answered'), 0) AS wait_us_answered,
        COALESCE(SUM(wait_us) FILTER (WHERE has_waited), 0) AS wait_us_all,
        COUNT(wait_us) FILTER (WHERE has_waited) AS waited,
        MAX(wait_us) FILTER (WHERE has_waited) AS max_wait_us,
        COALESCE(SUM(talk_us), 0) AS talk_us,
        -- Waits of the answered and of the abandoned, short ones included, by the least of each bucket in seconds.
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us < 5000000) AS answered_wait_0,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 5000000 AND wait_us < 10000000) AS answered_wait_5,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 10000000 AND wait_us < 15000000) AS answered_wait_10,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 15000000 AND wait_us < 20000000) AS answered_wait_15,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 20000000 AND wait_us < 30000000) AS answered_wait_20,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 30000000 AND wait_us < 45000000) AS answered_wait_30,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 45000000 AND wait_us < 60000000) AS answered_wait_45,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 60000000 AND wait_us < 90000000) AS answered_wait_60,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 90000000 AND wait_us < 120000000) AS answered_wait_90,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 120000000 AND wait_us < 180000000) AS answered_wait_120,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 180000000 AND wait_us < 300000000) AS answered_wait_180,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 300000000 AND wait_us < 600000000) AS answered_wait_300,
        COUNT(*) FILTER (WHERE outcome = 'answered' AND wait_us >= 600000000) AS answered_wait_600,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us < 5000000) AS abandoned_wait_0,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 5000000 AND wait_us < 10000000) AS abandoned_wait_5,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 10000000 AND wait_us < 15000000) AS abandoned_wait_10,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 15000000 AND wait_us < 20000000) AS abandoned_wait_15,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 20000000 AND wait_us < 30000000) AS abandoned_wait_20,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 30000000 AND wait_us < 45000000) AS abandoned_wait_30,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 45000000 AND wait_us < 60000000) AS abandoned_wait_45,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 60000000 AND wait_us < 90000000) AS abandoned_wait_60,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 90000000 AND wait_us < 120000000) AS abandoned_wait_90,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 120000000 AND wait_us < 180000000) AS abandoned_wait_120,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 180000000 AND wait_us < 300000000) AS abandoned_wait_180,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 300000000 AND wait_us < 600000000) AS abandoned_wait_300,
        COUNT(*) FILTER (WHERE outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 600000000) AS abandoned_wait_600
    FROM visits
    GROUP BY customer, local_hour(zone, joined_at), queue
),
-- Who waits over [joined, left), and who talks over [answered, completed).
spans AS (
    SELECT
        customer, zone, queue, 'waiting' AS what, joined_at AS began_at,
        COALESCE(answered_at, left_at, LEAST($now, joined_at + INTERVAL '24 hours')) AS ended_at
    FROM visits
    UNION ALL
    SELECT
        customer, zone, queue, 'talking' AS what, answered_at AS began_at,
        COALESCE(completed_at, LEAST($now, joined_at + INTERVAL '24 hours')) AS ended_at
    FROM visits
    WHERE answered_at IS NOT NULL
),
spread AS (
    SELECT
        customer, zone, queue, what, began_at, ended_at, UNNEST(local_hours(zone, began_at, ended_at)) AS hour
    FROM spans
    WHERE ended_at > began_at
),
pieces AS (
    SELECT
        customer, queue, what, hour,
        GREATEST(began_at, hour) AS began_at,
        LEAST(ended_at, next_local_hour(zone, hour)) AS ended_at
    FROM spread
),
peaks AS (
    SELECT
        customer, hour, queue,
        peak(began_at, ended_at) FILTER (WHERE what = 'waiting') AS top_waiting,
        peak(began_at, ended_at) FILTER (WHERE what = 'talking') AS top_talking
    FROM pieces
    GROUP BY customer, hour, queue
),
after_work AS (
    SELECT
        w.customer, local_hour(COALESCE(z.zone, $zone), w.time) AS hour, w.queue,
        w.duration_ms * 1000 AS wrapup_us
    FROM wrapups w
    LEFT JOIN customers z ON z.customer = w.customer
    WHERE w.queue IS NOT NULL
),
parts AS (
    SELECT
        *, 0 AS wrapup_us, 0 AS peak_waiting, 0 AS peak_talking,
        CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS peak_waiting_at,
        CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS peak_talking_at
    FROM counted
    UNION ALL
    SELECT
        customer, hour, queue, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0,
        top_waiting['height'], top_talking['height'], top_waiting['at'], top_talking['at']
    FROM peaks
    UNION ALL
    SELECT
        customer, hour, queue, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        wrapup_us, 0, 0, NULL, NULL
    FROM after_work
)
SELECT
    customer, hour, queue,
    SUM(joined) AS joined, SUM(answered) AS answered, SUM(abandoned) AS abandoned,
    SUM(short_abandoned) AS short_abandoned, SUM(timeout) AS timeout, SUM(overflow) AS overflow, SUM(key) AS key,
    SUM(empty) AS empty, SUM(full) AS full, SUM(closed) AS closed, SUM(transferred) AS transferred,
    SUM(waiting) AS waiting, SUM(in_time) AS in_time, SUM(wait_us_answered) AS wait_us_answered,
    SUM(wait_us_all) AS wait_us_all, SUM(waited) AS waited, MAX(max_wait_us) AS max_wait_us, SUM(talk_us) AS talk_us,
    SUM(wrapup_us) AS wrapup_us, MAX(peak_waiting) AS peak_waiting, MAX(peak_waiting_at) AS peak_waiting_at,
    MAX(peak_talking) AS peak_talking, MAX(peak_talking_at) AS peak_talking_at,
    SUM(answered_wait_0) AS answered_wait_0, SUM(answered_wait_5) AS answered_wait_5,
    SUM(answered_wait_10) AS answered_wait_10, SUM(answered_wait_15) AS answered_wait_15,
    SUM(answered_wait_20) AS answered_wait_20, SUM(answered_wait_30) AS answered_wait_30,
    SUM(answered_wait_45) AS answered_wait_45, SUM(answered_wait_60) AS answered_wait_60,
    SUM(answered_wait_90) AS answered_wait_90, SUM(answered_wait_120) AS answered_wait_120,
    SUM(answered_wait_180) AS answered_wait_180, SUM(answered_wait_300) AS answered_wait_300,
    SUM(answered_wait_600) AS answered_wait_600, SUM(abandoned_wait_0) AS abandoned_wait_0,
    SUM(abandoned_wait_5) AS abandoned_wait_5, SUM(abandoned_wait_10) AS abandoned_wait_10,
    SUM(abandoned_wait_15) AS abandoned_wait_15, SUM(abandoned_wait_20) AS abandoned_wait_20,
    SUM(abandoned_wait_30) AS abandoned_wait_30, SUM(abandoned_wait_45) AS abandoned_wait_45,
    SUM(abandoned_wait_60) AS abandoned_wait_60, SUM(abandoned_wait_90) AS abandoned_wait_90,
    SUM(abandoned_wait_120) AS abandoned_wait_120, SUM(abandoned_wait_180) AS abandoned_wait_180,
    SUM(abandoned_wait_300) AS abandoned_wait_300, SUM(abandoned_wait_600) AS abandoned_wait_600
FROM parts
WHERE hour >= $from AND hour < $to
GROUP BY customer, hour, queue
