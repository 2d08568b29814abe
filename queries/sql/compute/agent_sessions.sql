-- Question: when was each agent ready or paused, and in which queue?
-- Grain:    one row per stretch of one agent's presence in one queue; no queue means all.
-- Inputs:   agent_events: the agent.* events of all time (they are few, and a session may last for months).
--
-- A second join, or a pause within a pause, changes nothing; a pause outside a session is none. A leave without a join
-- counts from the start that the source tells, else not at all.
WITH
once AS (
    SELECT DISTINCT customer, agent, queue, id, type, time, reason, session_ms
    FROM agent_events
    WHERE type IN ('agent.joined', 'agent.left', 'agent.paused', 'agent.resumed')
),
-- Where each agent joins, or tells that it was.
places AS (
    SELECT DISTINCT customer, agent, queue
    FROM once
    WHERE type = 'agent.joined' OR (type = 'agent.left' AND session_ms IS NOT NULL)
),
-- What names no queue happens in every place of the agent.
placed AS (
    SELECT e.customer, e.agent, p.queue, e.id, e.type, e.time, e.reason, e.session_ms
    FROM once e
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
-- Sessions of which only the end is known.
told AS (
    SELECT
        customer, agent, queue, 'ready' AS state, time - ms_interval(session_ms) AS began_at, time AS ended_at,
        CAST(NULL AS VARCHAR) AS reason
    FROM moved
    WHERE type = 'agent.left' AND NOT was_there AND session_ms > 0
)
SELECT customer, began_at, agent, queue, state, ended_at, reason FROM stretches
WHERE state <> 'away' AND (ended_at IS NULL OR ended_at > began_at)
UNION ALL
SELECT customer, began_at, agent, queue, state, ended_at, reason FROM told
