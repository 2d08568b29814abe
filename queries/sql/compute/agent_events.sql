-- Question: when did agents come, go, pause and resume, from an instant on, and who was there before?
-- Grain:    one row per agent.* event of presence; and those that led to what lasted until $from.
-- Inputs:   events since $from; agent_sessions: the stretches that lasted until $from or longer.
--
-- A leave of which only the end is known is told again by its event, and no state to begin with.
SELECT customer, agent, queue, id, type, time, reason, session_ms
FROM events
WHERE type IN ('agent.joined', 'agent.left', 'agent.paused', 'agent.resumed') AND time >= $from
UNION ALL
SELECT customer, agent, queue, '' AS id, 'agent.joined' AS type, began_at AS time, CAST(NULL AS VARCHAR) AS reason, NULL
FROM agent_sessions
WHERE NOT is_told AND began_at < $from AND until_at >= $from
UNION ALL
SELECT customer, agent, queue, '' AS id, 'agent.paused' AS type, began_at AS time, reason, NULL
FROM agent_sessions
WHERE NOT is_told AND began_at < $from AND until_at >= $from AND state = 'paused'
