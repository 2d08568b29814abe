-- Question: when was each agent ready or paused, and in which queue, from an instant on?
-- Grain:    one row per stretch of one agent's presence in one queue; no queue means all.
-- Inputs:   agent_events: the agent.* events since $from, and for every stretch that reached up to it the events that
--           it began with.
--
-- A second join, or a pause within a pause, changes nothing; a pause outside a session is none. A leave without a join
-- counts from the start that the source tells, else not at all.
WITH
-- Where each agent joins, or tells that it was.
places AS (
    SELECT DISTINCT customer, agent, queue
    FROM agent_events
    WHERE type = 'agent.joined' OR (type = 'agent.left' AND session_ms IS NOT NULL)
),
-- What names no queue happens in every place of the agent.
placed AS (
    SELECT e.customer, e.agent, p.queue, e.id, e.type, e.time, e.reason, e.session_ms, e.queue AS told_queue
    FROM agent_events e
    JOIN places p ON p.customer = e.customer AND p.agent = e.agent
    WHERE e.queue = p.queue
        OR (e.queue IS NULL AND p.queue IS NULL)
        OR (e.queue IS NULL AND e.type <> 'agent.joined')
),
-- Whether the agent was there just before the event.
entered AS (
    SELECT
        *,
        CASE type WHEN 'agent.left' THEN 0 WHEN 'agent.joined' THEN 1 WHEN 'agent.paused' THEN 2 ELSE 3 END AS step,
        COALESCE(
            LAST_VALUE(CASE type WHEN 'agent.joined' THEN TRUE WHEN 'agent.left' THEN FALSE END) IGNORE NULLS OVER (
                PARTITION BY customer, agent, queue
                ORDER BY
                    time,
                    CASE type
                        WHEN 'agent.left' THEN 0 WHEN 'agent.joined' THEN 1 WHEN 'agent.paused' THEN 2 ELSE 3
                    END,
                    id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            FALSE
        ) AS was_there
    FROM placed
),
-- The state that the event leads to; an event that leads to none is left out.
moved AS (
    SELECT
        *,
        CASE
            WHEN type = 'agent.joined' AND NOT was_there THEN 'ready'
            WHEN type = 'agent.left' AND was_there THEN 'away'
            WHEN type = 'agent.paused' AND was_there THEN 'paused'
            WHEN type = 'agent.resumed' AND was_there THEN 'ready'
        END AS state
    FROM entered
),
changed AS (
    SELECT *, LAG(state) OVER (PARTITION BY customer, agent, queue ORDER BY time, step, id) AS state_before
    FROM moved
    WHERE state IS NOT NULL
),
stretches AS (
    SELECT
        customer, agent, queue, state, time AS began_at,
        LEAD(time) OVER (PARTITION BY customer, agent, queue ORDER BY time, step, id) AS ended_at,
        CASE WHEN state = 'paused' THEN reason END AS reason
    FROM changed
    WHERE state IS DISTINCT FROM state_before
),
-- Leaves that ended something: they are no leaves without a join, wherever else they are looked at.
ending AS (
    SELECT DISTINCT customer, agent, id
    FROM moved
    WHERE type = 'agent.left' AND was_there
),
-- Sessions of which only the end is known.
told AS (
    SELECT
        m.customer, m.agent, m.queue, 'ready' AS state, m.time - ms_interval(m.session_ms) AS began_at,
        m.time AS ended_at, CAST(NULL AS VARCHAR) AS reason
    FROM moved m
    LEFT JOIN ending e ON e.customer = m.customer AND e.agent = m.agent AND e.id = m.id
    WHERE m.type = 'agent.left' AND m.session_ms > 0 AND (m.queue IS NOT DISTINCT FROM m.told_queue) AND e.id IS NULL
)
SELECT
    customer, began_at, agent, queue, state, ended_at, reason, FALSE AS is_told,
    COALESCE(ended_at, CAST('2200-01-01T00:00:00Z' AS TIMESTAMP WITH TIME ZONE)) AS until_at
FROM stretches
WHERE state <> 'away' AND (ended_at IS NULL OR ended_at > began_at)
    AND (ended_at IS NULL OR ended_at >= $from)
UNION ALL
SELECT customer, began_at, agent, queue, state, ended_at, reason, TRUE AS is_told, ended_at AS until_at
FROM told
WHERE ended_at >= $from
