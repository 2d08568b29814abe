-- Question: from which UTC date on did these events change the presence of agents?
-- Grain:    one row.
-- Inputs:   events: the files that are new.
SELECT MIN(day) AS day
FROM events
WHERE type IN ('agent.joined', 'agent.left', 'agent.paused', 'agent.resumed')
