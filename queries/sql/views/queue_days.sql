-- How each queue did in each local day. Ratios are worked out here, from what adds up; no data is null.
-- A peak of a longer bucket is the highest of its hours' peaks, since each hour holds all that overlaps it.
WITH
folded AS (
    SELECT
        h.customer, local_day(COALESCE(z.zone, $zone), h.hour) AS day, h.queue,
        SUM(joined) AS joined, SUM(answered) AS answered, SUM(abandoned) AS abandoned,
        SUM(short_abandoned) AS short_abandoned, SUM(timeout) AS timeout, SUM(overflow) AS overflow, SUM(key) AS key,
        SUM(empty) AS empty, SUM(full) AS full, SUM(closed) AS closed, SUM(transferred) AS transferred,
        SUM(waiting) AS waiting, SUM(in_time) AS in_time, SUM(wait_us_answered) AS wait_us_answered,
        SUM(wait_us_all) AS wait_us_all, SUM(waited) AS waited, MAX(max_wait_us) AS max_wait_us,
        SUM(talk_us) AS talk_us, SUM(wrapup_us) AS wrapup_us, MAX(peak_waiting) AS peak_waiting,
        FIRST_VALUE(peak_waiting_at ORDER BY peak_waiting DESC, peak_waiting_at) AS peak_waiting_at,
        MAX(peak_talking) AS peak_talking,
        FIRST_VALUE(peak_talking_at ORDER BY peak_talking DESC, peak_talking_at) AS peak_talking_at,
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
    FROM stored.queue_hours h
    LEFT JOIN customers z ON z.customer = h.customer
    GROUP BY h.customer, local_day(COALESCE(z.zone, $zone), h.hour), h.queue
)
SELECT
    customer, day, queue,
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
FROM folded
