-- Question: which call records (legs) began in the window, how did each end, and why is it listed?
-- Grain:    one row per (customer, call, leg) and begin.
-- Inputs:   legs; $from, $to: the window.
WITH
-- Legs that went on to another number, before or after an answer.
onward AS (
    SELECT
        customer, call, leg, started_at, to_number AS sent_by, COALESCE(forwarded_to, transferred_to) AS sent_to,
        CASE WHEN forwarded_to IS NOT NULL THEN 'forwarded' ELSE 'transferred' END AS sent_how
    FROM legs
    WHERE forwarded_to IS NOT NULL OR transferred_to IS NOT NULL
),
-- Who sent the call on to a later leg of it: the nearest of them. One that began more than 23 hours before is of a call
-- that had the same id: so what decides about a leg, and about who sent it, lies within two days before it.
ranked AS (
    SELECT
        l.customer, l.call, l.leg, l.started_at, o.sent_by, o.sent_to, o.sent_how,
        ROW_NUMBER() OVER (
            PARTITION BY l.customer, l.call, l.leg, l.started_at ORDER BY o.leg DESC, o.started_at DESC
        ) AS distance
    FROM legs l
    JOIN onward o
        ON o.customer = l.customer AND o.call = l.call AND o.leg < l.leg
        AND o.started_at <= l.started_at AND o.started_at >= l.started_at - INTERVAL '23 hours'
),
senders AS (
    SELECT customer, call, leg, started_at, sent_by, sent_to, sent_how
    FROM ranked
    WHERE distance = 1
)
SELECT
    l.customer, l.started_at, l.call, l.leg, line, line_kind, direction, from_number, to_number,
    CASE WHEN answered_at > ended_at THEN ended_at ELSE answered_at END AS answered_at,
    ended_at,
    CASE
        WHEN answered_at IS NOT NULL THEN LEAST(to_us(answered_at), COALESCE(to_us(ended_at), to_us(answered_at)))
        ELSE to_us(ended_at)
    END - to_us(l.started_at) AS ring_us,
    CASE
        WHEN ended_at IS NULL THEN NULL
        WHEN answered_at IS NULL THEN 0
        ELSE to_us(ended_at) - LEAST(to_us(answered_at), to_us(ended_at))
    END AS talk_us,
    CASE
        WHEN ended_at IS NULL THEN 'ongoing'
        WHEN answered_at IS NOT NULL THEN 'answered'
        WHEN NOT has_end THEN 'failed'
        WHEN reason IN ('no_answer', 'normal') THEN 'missed'
        WHEN reason = 'cancelled' THEN CASE WHEN direction = 'outbound' THEN 'cancelled' ELSE 'missed' END
        WHEN reason = 'transferred' THEN 'forwarded'
        ELSE reason
    END AS outcome,
    forwarded_to, transferred_to,
    CASE WHEN sent_to = to_number THEN sent_by END AS forwarded_from,
    CASE WHEN sent_to = to_number THEN sent_how ELSE 'direct' END AS why_listed,
    COALESCE(answered_queue, joined_queue) AS queue,
    COALESCE(queue_agent, own_agent) AS agent,
    country, price, currency, recording, CAST(NULL AS VARCHAR) AS rated_by
FROM legs l
LEFT JOIN senders s
    ON s.customer = l.customer AND s.call = l.call AND s.leg = l.leg AND s.started_at = l.started_at
WHERE l.started_at >= $from AND l.started_at < $to
