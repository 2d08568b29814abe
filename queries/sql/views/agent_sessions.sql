-- One row per stretch of an agent's presence; without a queue it is for all.
SELECT customer, agent, queue, state, began_at, ended_at, reason
FROM stored.agent_sessions
