-- Question: when did each leg begin, when was it answered, when did it end, and what else was told of it?
-- Grain:    one row per (customer, call, leg) and begin.
-- Inputs:   leg_events; $now: the last event that is in.
--
-- A doubled event changes no minimum and no maximum, so none is looked for. A leg lasts 24 hours at the most: one without
-- an end is closed at its last event when they have passed. The minimum of a text is the text where it was told once;
-- where a start, a forward, a transfer or an end was told twice, scattered_legs.sql leaves the first. Of agents, queues,
-- countries and recordings it leaves all: the least text counts, and the highest price.
WITH
-- What the events of a leg say, each fact once.
told AS (
    SELECT
        customer, call, leg, begun_at,
        MIN(time) AS first_told_at,
        MAX(time) AS last_told_at,
        MIN(time) FILTER (WHERE type = 'call.started') AS set_up_at,
        MIN(time) FILTER (WHERE type = 'call.answered') AS first_answer_at,
        MIN(time) FILTER (WHERE type = 'call.ended') AS first_end_at,
        MAX(time) FILTER (WHERE type LIKE 'call.%') AS last_sign_at,
        MIN(line) FILTER (WHERE type = 'call.started') AS line,
        MIN(line_kind) FILTER (WHERE type = 'call.started') AS line_kind,
        MIN(direction) FILTER (WHERE type = 'call.started') AS direction,
        MIN(from_number) FILTER (WHERE type = 'call.started') AS from_number,
        MIN(to_number) FILTER (WHERE type = 'call.started') AS to_number,
        MIN(to_number) FILTER (WHERE type = 'call.forwarded') AS forwarded_to,
        MIN(to_number) FILTER (WHERE type = 'call.transferred') AS transferred_to,
        MIN(reason) FILTER (WHERE type = 'call.ended') AS reason,
        MIN(queue) FILTER (WHERE type = 'queue.joined') AS joined_queue,
        MIN(queue) FILTER (WHERE type = 'queue.answered') AS answered_queue,
        MIN(agent) FILTER (WHERE type = 'queue.answered') AS queue_agent,
        MIN(agent) FILTER (WHERE type LIKE 'call.%') AS own_agent,
        MIN(country) FILTER (WHERE type LIKE 'call.%') AS country,
        MAX(price) FILTER (WHERE type LIKE 'call.%') AS price,
        MIN(currency) FILTER (WHERE type LIKE 'call.%') AS currency,
        MIN(object) FILTER (WHERE type = 'recording.ready') AS recording,
        COUNT(*) FILTER (WHERE type = 'call.started') AS starts,
        COUNT(*) FILTER (WHERE type = 'call.forwarded') AS forwards,
        COUNT(*) FILTER (WHERE type = 'call.transferred') AS transfers,
        COUNT(*) FILTER (WHERE type = 'call.ended') AS ends
    FROM leg_events
    GROUP BY customer, call, leg, begun_at
),
-- A leg begins when it is set up; where that was never told, when it was answered.
begun AS (
    SELECT *, COALESCE(begun_at, set_up_at, first_answer_at) AS started_at
    FROM told
    WHERE set_up_at IS NOT NULL OR first_answer_at IS NOT NULL
)
SELECT
    *,
    CASE WHEN first_answer_at IS NOT NULL THEN GREATEST(first_answer_at, started_at) END AS answered_at,
    CASE
        WHEN first_end_at IS NOT NULL THEN GREATEST(first_end_at, started_at)
        WHEN $now >= started_at + INTERVAL '24 hours' THEN GREATEST(last_sign_at, started_at)
    END AS ended_at,
    first_end_at IS NOT NULL AS has_end,
    -- Whether more was told of it than one record can hold, or something twice: then scattered_legs.sql takes it apart.
    begun_at IS NULL AND (
        first_told_at < started_at - INTERVAL '1 hour' OR last_told_at > started_at + INTERVAL '24 hours'
        OR starts > 1 OR forwards > 1 OR transfers > 1 OR ends > 1
    ) AS is_scattered
FROM begun
