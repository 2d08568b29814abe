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
told AS (
    SELECT
        e.customer, e.call, e.queue, e.joined_at, e.agent,
        MIN(v.visit) AS visit,
        MIN(v.visit_answer_at) AS visit_answer_at,
        MIN(COALESCE(v.answering_agent, v.completing_agent)) AS visit_agent,
        MIN(v.visit_completed_at - ms_interval(COALESCE(v.visit_talk_ms, 0))) AS untold_answer_at,
        MIN(v.visit_wait_ms) AS visit_wait_ms,
        MIN(e.time) FILTER (WHERE e.type = 'queue.answered') AS first_answer_at,
        MIN(e.time) FILTER (WHERE e.type = 'queue.completed') AS first_completed_at,
        COUNT(*) FILTER (WHERE e.type = 'queue.offered') AS offers,
        COUNT(*) FILTER (WHERE e.type = 'queue.missed') AS missed_offers,
        COUNT(*) FILTER (WHERE e.type = 'queue.answered') AS answered_offers,
        MAX(e.time) FILTER (
            WHERE e.type = 'queue.offered' AND (v.visit_answer_at IS NULL OR e.time <= v.visit_answer_at)
        ) AS last_offer_at,
        FIRST_VALUE(e.talk_ms ORDER BY e.time, e.id) FILTER (WHERE e.type = 'queue.completed') AS told_talk_ms
    FROM visit_events e
    JOIN visits v ON v.customer = e.customer AND v.call = e.call AND v.queue = e.queue AND v.joined_at = e.joined_at
    WHERE e.agent IS NOT NULL
    GROUP BY e.customer, e.call, e.queue, e.joined_at, e.agent
),
-- The first to answer has the visit, and its wait; a conversation that was never told to begin belongs to who completed it.
owned AS (
    SELECT
        *,
        COALESCE(agent = visit_agent, FALSE) AS has_visit
    FROM told
)
SELECT
    customer, joined_at, call, queue, CAST(visit AS INT) AS visit, agent, offers, missed_offers, answered_offers,
    CASE WHEN has_visit THEN 1 ELSE 0 END AS answered,
    CASE
        WHEN has_visit AND last_offer_at IS NOT NULL AND first_answer_at IS NOT NULL
            THEN to_us(first_answer_at) - to_us(last_offer_at)
        ELSE 0
    END AS ring_us,
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
        ELSE COALESCE(told_talk_ms * 1000, GREATEST(to_us(first_completed_at) - to_us(first_answer_at), 0), 0)
    END AS talk_us
FROM owned
