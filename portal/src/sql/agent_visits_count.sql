-- Question: how much does a list of an agent's visits count in all, and in how many visits?
-- Grain: one row. Inputs: visit_agents, queue_visits. The filters are those of agent_visits.sql.
WITH parts AS (
    SELECT
        call, visit, joined_at,
        SUM(CASE
            WHEN $counted = 'offers' THEN offers
            WHEN $counted = 'missed_offers' THEN missed_offers
            WHEN $counted = 'answered' THEN answered
            -- Who takes a visit that another took first has got it by transfer.
            WHEN $counted = 'transfers_in' THEN transfers_in
            ELSE 0
        END) AS counted
    FROM visit_agents
    WHERE queue = $queue AND joined_at >= $from AND joined_at < $to
      AND ($agent = '' OR agent = $agent)
    GROUP BY call, visit, joined_at
)
SELECT COUNT(*) AS visits, SUM(p.counted) AS counted
FROM queue_visits v
JOIN parts p ON p.call = v.call AND p.visit = v.visit AND p.joined_at = v.joined_at
WHERE v.queue = $queue AND v.joined_at >= $from AND v.joined_at < $to
  AND p.counted > 0
  AND ($outcomes = '' OR strpos($outcomes, concat(',', v.outcome, ',')) > 0)
  AND ($within < 0 OR v.wait_seconds <= $within)
  AND ($wait_from < 0 OR v.wait_seconds >= $wait_from)
  AND ($wait_below < 0 OR v.wait_seconds < $wait_below)
