-- One row per visit and agent: what the agent was offered, took, and talked.
SELECT
    customer, call, queue, visit, agent, joined_at, offers, missed_offers, answered_offers, answered, transfers_in,
    ring_us / 1e6 AS ring_seconds, wait_us / 1e6 AS wait_seconds, talk_us / 1e6 AS talk_seconds
FROM stored.visit_agents
