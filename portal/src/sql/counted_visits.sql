-- Question: which visits does a number of an agent count, and how often each?
-- Grain: one row per visit that fits the filter. Inputs: visit_agents, queue_visits. The beginning of agent_visits.sql and
-- agent_visits_count.sql.
-- $counted: what is counted, by the name of its column in the agents' table. $agent: whose; an empty text for all agents.
-- The other filters are those of visits.sql.
WITH parts AS (
    SELECT
        call, visit, joined_at,
        SUM(CASE
            WHEN $counted = 'offers' THEN offers
            WHEN $counted = 'missed_offers' THEN missed_offers
            WHEN $counted = 'answered' THEN answered
            WHEN $counted = 'transfers_in' THEN transfers_in
            ELSE 0
        END) AS counted
    FROM visit_agents
    WHERE queue = $queue AND joined_at >= $from AND joined_at < $to
      AND ($agent = '' OR agent = $agent)
    GROUP BY call, visit, joined_at
), found AS (
    SELECT
        v.call, v.visit, v.from_number, v.joined_at, v.answered_at, v.left_at, v.completed_at,
        v.wait_seconds, v.talk_seconds, v.agent, v.offers, v.outcome, v.ended_by, v.position, p.counted
    FROM queue_visits v
    JOIN parts p ON p.call = v.call AND p.visit = v.visit AND p.joined_at = v.joined_at
    WHERE v.queue = $queue AND v.joined_at >= $from AND v.joined_at < $to
      AND ($times = '' OR within_times($zone, v.joined_at, $times))
      AND p.counted > 0
      AND ($outcomes = '' OR strpos($outcomes, concat(',', v.outcome, ',')) > 0)
      AND ($within < 0 OR v.wait_seconds <= $within)
      AND ($wait_from < 0 OR v.wait_seconds >= $wait_from)
      AND ($wait_below < 0 OR v.wait_seconds < $wait_below)
)
