-- Question: which call records (legs) began in the window, how did each end, and why is it listed?
-- Grain:    one row per (customer, call, leg).
-- Inputs:   events of the window and a day on either side of it; $from, $to: the window; $now: the last event that is in.
--
-- A doubled event changes no minimum and no maximum, so none is looked for. A leg lasts 24 hours at the most: an end that
-- is later does not count, and a leg without one is closed at its last event when the 24 hours have passed.
WITH
-- What the events of a leg say, each fact once.
told AS (
    SELECT
        customer, call, leg,
        MIN(time) FILTER (WHERE type = 'call.started') AS set_up_at,
        MIN(time) FILTER (WHERE type = 'call.answered') AS first_answer_at,
        MIN(time) FILTER (WHERE type = 'call.ended') AS first_end_at,
        MIN(time) FILTER (WHERE type IN ('call.started', 'call.answered')) AS first_sign_at,
        MAX(time) FILTER (WHERE type LIKE 'call.%') AS last_event_at,
        MIN(line) FILTER (WHERE type = 'call.started') AS line,
        MIN(line_kind) FILTER (WHERE type = 'call.started') AS line_kind,
        MIN(direction) FILTER (WHERE type = 'call.started') AS direction,
        MIN("from") FILTER (WHERE type = 'call.started') AS from_number,
        MIN("to") FILTER (WHERE type = 'call.started') AS to_number,
        MIN("to") FILTER (WHERE type = 'call.forwarded') AS forwarded_to,
        MIN("to") FILTER (WHERE type = 'call.transferred') AS transferred_to,
        MIN(reason) FILTER (WHERE type = 'call.ended') AS reason,
        MIN(queue) FILTER (WHERE type = 'queue.joined') AS joined_queue,
        MIN(queue) FILTER (WHERE type = 'queue.answered') AS answered_queue,
        MIN(agent) FILTER (WHERE type = 'queue.answered') AS queue_agent,
        MIN(agent) FILTER (WHERE type LIKE 'call.%') AS own_agent,
        MIN(country) FILTER (WHERE type LIKE 'call.%') AS country,
        MAX(price) FILTER (WHERE type LIKE 'call.%') AS price,
        MIN(currency) FILTER (WHERE type LIKE 'call.%') AS currency,
        MIN(object) FILTER (WHERE type = 'recording.ready') AS recording
    FROM events
    WHERE type LIKE 'call.%' OR type IN ('queue.joined', 'queue.answered', 'recording.ready')
    GROUP BY customer, call, leg
),
-- A leg begins when it is set up; where that was never told, with the first sign of it.
begun AS (
    SELECT *, COALESCE(set_up_at, first_sign_at) AS started_at
    FROM told
    WHERE first_sign_at IS NOT NULL
),
-- Its end, within 24 hours; without one it goes on, or is closed when they have passed.
closed AS (
    SELECT
        *,
        CASE WHEN first_answer_at IS NOT NULL THEN GREATEST(first_answer_at, started_at) END AS answered_at,
        CASE
            WHEN first_end_at <= started_at + INTERVAL '24 hours' THEN GREATEST(first_end_at, started_at)
            WHEN $now > started_at + INTERVAL '24 hours'
                THEN LEAST(last_event_at, started_at + INTERVAL '24 hours')
        END AS ended_at,
        COALESCE(first_end_at <= started_at + INTERVAL '24 hours', FALSE) AS has_end
    FROM begun
),
-- Who sent the call on to this leg: the nearest leg before it that was forwarded or transferred.
chained AS (
    SELECT
        *,
        LAST_VALUE(COALESCE(forwarded_to, transferred_to)) IGNORE NULLS OVER before AS sent_to,
        LAST_VALUE(CASE WHEN COALESCE(forwarded_to, transferred_to) IS NOT NULL THEN to_number END)
            IGNORE NULLS OVER before AS sent_by,
        LAST_VALUE(CASE
            WHEN forwarded_to IS NOT NULL THEN 'forwarded'
            WHEN transferred_to IS NOT NULL THEN 'transferred'
        END) IGNORE NULLS OVER before AS sent_how
    FROM closed
    WINDOW before AS (PARTITION BY customer, call ORDER BY leg ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT
    customer, started_at, call, leg, line, line_kind, direction, from_number, to_number,
    CASE WHEN ended_at IS NULL THEN answered_at ELSE LEAST(answered_at, ended_at) END AS answered_at,
    ended_at,
    CASE
        WHEN answered_at IS NOT NULL THEN LEAST(to_us(answered_at), COALESCE(to_us(ended_at), to_us(answered_at)))
        ELSE to_us(ended_at)
    END - to_us(started_at) AS ring_us,
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
    country, price, currency, recording
FROM chained
WHERE started_at >= $from AND started_at < $to
