-- Question: how long did agents work after their calls?
-- Grain:    one row per agent.wrapup event.
-- Inputs:   events of the window and the day after it.
SELECT DISTINCT customer, id, time, agent, queue, duration_ms
FROM events
WHERE type = 'agent.wrapup'
