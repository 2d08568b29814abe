-- Question: from which UTC date on did these events change the presence of agents?
-- Grain:    one row.
-- Inputs:   events: the files that are new.
SELECT CAST(MIN(LEAST(time, time - ms_interval(COALESCE(session_ms, 0)))) AS DATE) AS day
FROM events
WHERE type IN ('agent.joined', 'agent.left', 'agent.paused', 'agent.resumed')
