-- Question: on which UTC dates did these events happen, and from which date on did they change the presence of agents?
-- Grain:    one row per date of an event.
-- Inputs:   events: those that came or went.
SELECT
    CAST(time AS DATE) AS day,
    CAST(
        MIN(LEAST(time, time - ms_interval(COALESCE(session_ms, 0)))) FILTER (
            WHERE type IN ('agent.joined', 'agent.left', 'agent.paused', 'agent.resumed')
        ) AS DATE
    ) AS presence_from
FROM events
GROUP BY CAST(time AS DATE)
