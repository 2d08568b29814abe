-- Question: when did agents come, go, pause and resume?
-- Grain:    one row per agent.* event of presence.
-- Inputs:   events of all time.
SELECT customer, agent, queue, id, type, time, reason, session_ms
FROM events
WHERE type IN ('agent.joined', 'agent.left', 'agent.paused', 'agent.resumed')
