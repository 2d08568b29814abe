-- Question: which visits joined a queue in the window, how long did each wait and talk, and how did it end?
-- Grain:    one row per (customer, call, queue) and the instant of its join.
-- Inputs:   visit_events; queue_settings; $from, $to: the window.
--
-- A wait and a talk that the source measured itself go before the difference of two times.
WITH
told AS (
    SELECT
        customer, call, queue, joined_at,
        MIN(visit) FILTER (WHERE type = 'queue.joined') AS visit,
        MIN(time) FILTER (WHERE type = 'queue.answered') AS first_answer_at,
        MIN(time) FILTER (WHERE type = 'queue.left') AS first_left_at,
        MIN(time) FILTER (WHERE type = 'queue.completed') AS first_completed_at,
        FIRST_VALUE(agent ORDER BY time, id) FILTER (WHERE type = 'queue.answered') AS answering_agent,
        FIRST_VALUE(agent ORDER BY time, id) FILTER (WHERE type = 'queue.completed') AS completing_agent,
        FIRST_VALUE(reason ORDER BY time, id) FILTER (WHERE type = 'queue.completed') AS ended_by,
        FIRST_VALUE(talk_ms ORDER BY time, id) FILTER (WHERE type = 'queue.completed') AS told_talk_ms,
        FIRST_VALUE(wait_ms ORDER BY time, id) FILTER (WHERE type = 'queue.answered') AS answer_wait_ms,
        FIRST_VALUE(wait_ms ORDER BY time, id) FILTER (WHERE type = 'queue.completed') AS completed_wait_ms,
        FIRST_VALUE(wait_ms ORDER BY time, id) FILTER (WHERE type = 'queue.left') AS left_wait_ms,
        FIRST_VALUE(reason ORDER BY time, id) FILTER (WHERE type = 'queue.left') AS left_reason,
        MIN(from_number) FILTER (WHERE type = 'queue.joined') AS from_number,
        MIN(position) FILTER (WHERE type = 'queue.joined') AS position,
        COUNT(*) FILTER (WHERE type = 'queue.offered') AS offers
    FROM visit_events
    WHERE joined_at >= $from AND joined_at < $to
    GROUP BY customer, call, queue, joined_at
),
-- A conversation without a CONNECT was answered all the same: when it ended, less what it lasted.
answered AS (
    SELECT
        *,
        CASE
            WHEN first_answer_at IS NOT NULL THEN GREATEST(first_answer_at, joined_at)
            WHEN first_completed_at IS NOT NULL THEN
                GREATEST(first_completed_at - ms_interval(COALESCE(told_talk_ms, 0)), joined_at)
        END AS answered_at
    FROM told
),
timed AS (
    SELECT
        *,
        CASE WHEN answered_at IS NULL AND first_left_at IS NOT NULL THEN GREATEST(first_left_at, joined_at) END AS left_at,
        CASE
            WHEN answered_at IS NOT NULL AND first_completed_at IS NOT NULL THEN GREATEST(first_completed_at, answered_at)
        END AS completed_at
    FROM answered
),
measured AS (
    SELECT
        *,
        CASE
            WHEN answered_at IS NOT NULL THEN
                COALESCE(answer_wait_ms * 1000, completed_wait_ms * 1000, to_us(answered_at) - to_us(joined_at))
            WHEN left_at IS NOT NULL THEN COALESCE(left_wait_ms * 1000, to_us(left_at) - to_us(joined_at))
        END AS wait_us,
        CASE
            WHEN completed_at IS NOT NULL THEN COALESCE(told_talk_ms * 1000, to_us(completed_at) - to_us(answered_at))
        END AS talk_us
    FROM timed
)
SELECT
    m.customer, m.joined_at, m.call, m.queue, CAST(m.visit AS INT) AS visit, m.from_number, m.answered_at, m.left_at,
    m.completed_at, m.wait_us, m.talk_us,
    CASE WHEN m.answered_at IS NOT NULL THEN COALESCE(m.answering_agent, m.completing_agent) END AS agent,
    m.offers,
    CASE
        WHEN m.answered_at IS NOT NULL THEN 'answered'
        WHEN m.left_at IS NULL THEN 'waiting'
        WHEN m.left_reason = 'abandoned' AND m.wait_us < COALESCE(s.short_abandon_us, $short_abandon_us)
            THEN 'short_abandoned'
        ELSE m.left_reason
    END AS outcome,
    CASE WHEN m.completed_at IS NOT NULL THEN m.ended_by END AS ended_by,
    m.position,
    m.answered_at IS NOT NULL AND m.wait_us <= COALESCE(s.service_level_us, $service_level_us) AS in_time
FROM measured m
LEFT JOIN queue_settings s ON s.customer = m.customer AND s.queue = m.queue
