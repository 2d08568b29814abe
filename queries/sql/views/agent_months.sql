-- What each agent did in each local month; presence that names no queue stands in rows without one.
WITH
folded AS (
    SELECT
        h.customer, local_month(COALESCE(z.zone, $zone), h.hour) AS month, h.agent, h.queue,
        SUM(offers) AS offers, SUM(missed_offers) AS missed_offers, SUM(answered_offers) AS answered_offers,
        SUM(answered) AS answered, SUM(transfers_in) AS transfers_in, SUM(ring_us) AS ring_us,
        SUM(wait_us) AS wait_us, SUM(talk_us) AS talk_us, SUM(logged_in_us) AS logged_in_us,
        SUM(paused_us) AS paused_us, SUM(wrapup_us) AS wrapup_us
    FROM stored.agent_hours h
    LEFT JOIN customers z ON z.customer = h.customer
    GROUP BY h.customer, local_month(COALESCE(z.zone, $zone), h.hour), h.agent, h.queue
)
SELECT
    customer, month, agent, queue, offers, missed_offers, answered_offers, answered, transfers_in,
    ring_us / 1e6 AS ring_seconds, wait_us / 1e6 AS wait_seconds, talk_us / 1e6 AS talk_seconds,
    logged_in_us / 1e6 AS logged_in_seconds, paused_us / 1e6 AS paused_seconds, wrapup_us / 1e6 AS wrapup_seconds,
    CASE WHEN offers > 0 THEN answered_offers / CAST(offers AS DOUBLE) END AS answer_rate,
    CASE WHEN answered_offers > 0 THEN ring_us / 1e6 / answered_offers END AS avg_ring_seconds,
    CASE WHEN answered > 0 THEN wait_us / 1e6 / answered END AS avg_wait_seconds,
    CASE WHEN answered + transfers_in > 0 THEN talk_us / 1e6 / (answered + transfers_in) END AS avg_talk_seconds,
    -- Presence that names no queue stands apart from the work: its row has none to be measured by.
    CASE
        WHEN queue IS NOT NULL AND logged_in_us > paused_us THEN (talk_us + wrapup_us) / CAST(logged_in_us - paused_us AS DOUBLE)
    END AS occupancy
FROM folded
