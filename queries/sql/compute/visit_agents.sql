-- Question: what did each agent do for each visit: offers, misses, the answer, the talk?
-- Grain:    one row per (customer, call, queue, agent) and the instant at which the visit joined.
-- Inputs:   visit_events; $from, $to: the window, by the instant the visit joined.
WITH
-- What each visit is as a whole: when it joined, when it was answered, and whose it is.
visits AS (
    SELECT
        customer, call, queue, joined_at,
        MIN(visit) FILTER (WHERE type = 'queue.joined') AS visit,
        MIN(time) FILTER (WHERE type = 'queue.answered') AS visit_answer_at,
        FIRST_VALUE(agent ORDER BY time, id) FILTER (WHERE type = 'queue.answered') AS answering_agent,
        MIN(time) FILTER (WHERE type = 'queue.completed') AS visit_completed_at,
        FIRST_VALUE(agent ORDER BY time, id) FILTER (WHERE type = 'queue.completed') AS completing_agent,
        FIRST_VALUE(talk_ms ORDER BY time, id) FILTER (WHERE type = 'queue.completed') AS visit_talk_ms,
        COALESCE(
            FIRST_VALUE(wait_ms ORDER BY time, id) FILTER (WHERE type = 'queue.answered'),
            FIRST_VALUE(wait_ms ORDER BY time, id) FILTER (WHERE type = 'queue.completed')
        ) AS visit_wait_ms
    FROM visit_events
    WHERE joined_at >= $from AND joined_at < $to
    GROUP BY customer, call, queue, joined_at
),
-- What each agent did by its own events.
own AS (
    SELECT
        customer, call, queue, joined_at, agent,
        MIN(time) FILTER (WHERE type = 'queue.answered') AS first_answer_at,
        MIN(time) FILTER (WHERE type = 'queue.completed') AS first_completed_at,
        COUNT(*) FILTER (WHERE type = 'queue.offered') AS offers,
        COUNT(*) FILTER (WHERE type = 'queue.missed') AS missed_offers,
        COUNT(*) FILTER (WHERE type = 'queue.answered') AS answers,
        FIRST_VALUE(talk_ms ORDER BY time, id) FILTER (WHERE type = 'queue.completed') AS told_talk_ms
    FROM visit_events
    WHERE agent IS NOT NULL AND joined_at >= $from AND joined_at < $to
    GROUP BY customer, call, queue, joined_at, agent
),
-- The offer that each may have taken, its last before it answered; and whether it missed that one.
rung AS (
    SELECT
        o.customer, o.call, o.queue, o.joined_at, o.agent,
        MAX(e.time) FILTER (WHERE e.type = 'queue.offered') AS offered_at,
        MAX(e.time) FILTER (WHERE e.type = 'queue.missed') AS missed_at
    FROM own o
    JOIN visit_events e
        ON e.customer = o.customer AND e.call = o.call AND e.queue = o.queue AND e.joined_at = o.joined_at
        AND e.agent = o.agent
    WHERE e.type IN ('queue.offered', 'queue.missed') AND e.time <= o.first_answer_at
    GROUP BY o.customer, o.call, o.queue, o.joined_at, o.agent
),
-- The first to answer has the visit, and its wait; a conversation that was never told to begin belongs to who completed it.
owned AS (
    SELECT
        o.*, v.visit, v.visit_answer_at, v.visit_wait_ms,
        CASE WHEN r.missed_at IS NULL OR r.missed_at <= r.offered_at THEN r.offered_at END AS last_offer_at,
        v.visit_completed_at - ms_interval(COALESCE(v.visit_talk_ms, 0)) AS untold_answer_at,
        COALESCE(o.agent = COALESCE(v.answering_agent, v.completing_agent), FALSE) AS has_visit
    FROM own o
    JOIN visits v ON v.customer = o.customer AND v.call = o.call AND v.queue = o.queue AND v.joined_at = o.joined_at
    LEFT JOIN rung r
        ON r.customer = o.customer AND r.call = o.call AND r.queue = o.queue AND r.joined_at = o.joined_at
        AND r.agent = o.agent
),
-- Who got the visit by transfer took an offer only if one came after the first answer: some get it without.
took AS (
    SELECT *, CASE WHEN has_visit OR last_offer_at >= visit_answer_at THEN last_offer_at END AS offered_at
    FROM owned
)
SELECT
    customer, joined_at, call, queue, CAST(visit AS INT) AS visit, agent, offers, missed_offers,
    CASE WHEN offered_at IS NOT NULL THEN LEAST(answers, offers) ELSE 0 END AS answered_offers,
    CASE WHEN has_visit THEN 1 ELSE 0 END AS answered,
    CASE WHEN NOT has_visit AND answers > 0 THEN 1 ELSE 0 END AS transfers_in,
    COALESCE(to_us(first_answer_at) - to_us(offered_at), 0) AS ring_us,
    CASE
        WHEN has_visit THEN
            COALESCE(
                visit_wait_ms * 1000,
                GREATEST(to_us(COALESCE(visit_answer_at, untold_answer_at)) - to_us(joined_at), 0)
            )
        ELSE 0
    END AS wait_us,
    CASE
        WHEN first_completed_at IS NULL THEN 0
        ELSE COALESCE(
            told_talk_ms * 1000,
            GREATEST(to_us(first_completed_at) - GREATEST(to_us(first_answer_at), to_us(joined_at)), 0),
            0
        )
    END AS talk_us
FROM took
