-- Local days or months, made of their hours; $bucket: day or month.
(
    SELECT
        customer, bucket, agent, queue,
        SUM(offers) AS offers, SUM(missed_offers) AS missed_offers, SUM(answered_offers) AS answered_offers,
        SUM(answered) AS answered, SUM(transfers_in) AS transfers_in, SUM(ring_us) AS ring_us,
        SUM(wait_us) AS wait_us, SUM(talk_us) AS talk_us, SUM(logged_in_us) AS logged_in_us,
        SUM(paused_us) AS paused_us, SUM(wrapup_us) AS wrapup_us
    FROM (
        SELECT
            h.*,
            CASE $bucket
                WHEN 'day' THEN local_day(COALESCE(z.zone, $zone), h.hour)
                ELSE local_month(COALESCE(z.zone, $zone), h.hour)
            END AS bucket
        FROM stored.agent_hours h
        LEFT JOIN customers z ON z.customer = h.customer
    )
    GROUP BY customer, bucket, agent, queue
)
