-- Question: which agents are logged in to a queue now, or to any where none is named, and are they ready or paused?
-- Grain: one row per open stretch of an agent's presence; one that names no queue is for all of them. Inputs: agent_sessions.
SELECT agent, queue, state, began_at, reason
FROM agent_sessions
WHERE ($queue = '' OR queue = $queue OR queue IS NULL) AND began_at <= $now AND ended_at IS NULL
ORDER BY agent, queue NULLS LAST, began_at DESC
