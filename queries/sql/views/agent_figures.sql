-- What an agent did in a bucket of local time; presence that names no queue stands in rows without one.
-- The beginning of a statement: agent_hours.sql or agent_fold.sql follows, with the buckets.
SELECT
    customer, bucket, agent, queue, offers, missed_offers, answered_offers, answered, transfers_in,
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
FROM
