-- Local days or months, made of their hours; $bucket: day or month.
-- A peak of a longer bucket is the highest of its hours' peaks, since each hour holds all that overlaps it.
(
    SELECT
        customer, bucket, queue,
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
    FROM (
        SELECT
            h.*,
            CASE $bucket
                WHEN 'day' THEN local_day(COALESCE(z.zone, $zone), h.hour)
                ELSE local_month(COALESCE(z.zone, $zone), h.hour)
            END AS bucket
        FROM stored.queue_hours h
        LEFT JOIN customers z ON z.customer = h.customer
    )
    GROUP BY customer, bucket, queue
)
