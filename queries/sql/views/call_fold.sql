-- Local days or months, made of their hours; $bucket: day or month.
-- A peak of a longer bucket is the highest of its hours' peaks, since each hour holds all that overlaps it.
(
    SELECT
        customer, bucket, line,
        SUM(calls) AS calls, SUM(inbound) AS inbound, SUM(outbound) AS outbound, SUM(internal) AS internal,
        SUM(answered) AS answered, SUM(missed) AS missed, SUM(talk_us) AS talk_us, MAX(peak) AS peak,
        FIRST_VALUE(peak_at ORDER BY peak DESC, peak_at) AS peak_at, SUM(load_us) AS load_us,
        CASE $bucket
            WHEN 'day' THEN to_us(next_local_day(zone, bucket))
            ELSE to_us(next_local_month(zone, bucket))
        END - to_us(bucket) AS bucket_us
    FROM (
        SELECT
            h.*, COALESCE(z.zone, $zone) AS zone,
            CASE $bucket
                WHEN 'day' THEN local_day(COALESCE(z.zone, $zone), h.hour)
                ELSE local_month(COALESCE(z.zone, $zone), h.hour)
            END AS bucket
        FROM stored.call_hours h
        LEFT JOIN customers z ON z.customer = h.customer
    )
    GROUP BY customer, zone, bucket, line
)
