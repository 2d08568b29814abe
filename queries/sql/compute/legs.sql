-- Question: when did each leg begin, when was it answered, when did it end, and what else was told of it?
-- Grain:    one row per (customer, call, leg).
-- Inputs:   events of the window and a day on either side of it; $now: the last event that is in.
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
        MIN(time) FILTER (WHERE type = 'call.forwarded') AS first_forward_at,
        MIN(time) FILTER (WHERE type = 'call.transferred') AS first_transfer_at,
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
-- When its 24 hours have passed, and what was told within them: what is told later may lie in no window of the leg's.
bounded AS (
    SELECT
        *, started_at + INTERVAL '24 hours' AS latest_end_at,
        CASE
            WHEN first_answer_at <= started_at + INTERVAL '24 hours' THEN GREATEST(first_answer_at, started_at)
        END AS answered_at,
        CASE WHEN first_end_at <= started_at + INTERVAL '24 hours' THEN GREATEST(first_end_at, started_at) END AS told_end_at
    FROM begun
)
-- Without an end it goes on, or is closed at its last event when the 24 hours have passed.
SELECT
    *,
    CASE
        WHEN told_end_at IS NOT NULL THEN told_end_at
        WHEN $now > latest_end_at THEN GREATEST(
            started_at,
            COALESCE(answered_at, started_at),
            CASE WHEN first_forward_at <= latest_end_at THEN first_forward_at ELSE started_at END,
            CASE WHEN first_transfer_at <= latest_end_at THEN first_transfer_at ELSE started_at END
        )
    END AS ended_at,
    told_end_at IS NOT NULL AS has_end
FROM bounded
