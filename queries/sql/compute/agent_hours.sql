-- Question: what did each agent do in each local hour, and how long was it there?
-- Grain:    one row per (customer, hour, agent, queue); presence that names no queue has none.
-- Inputs:   visit_agents, agent_sessions, wrapups, customers; $from, $to: the window, by the hour's start; $earliest, $latest: what can reach into it;
--           $now: up to where an open session counts.
--
-- What belongs to a visit is counted in the hour in which the visit joined; presence is split over the hours it lasts.
WITH
work AS (
    SELECT
        v.customer, local_hour(COALESCE(z.zone, $zone), v.joined_at) AS hour, v.agent, v.queue,
        v.offers, v.missed_offers, v.answered_offers, v.answered, v.transfers_in, v.ring_us, v.wait_us, v.talk_us
    FROM visit_agents v
    LEFT JOIN customers z ON z.customer = v.customer
    WHERE v.joined_at >= $earliest AND v.joined_at < $latest
),
presence AS (
    SELECT
        s.customer, COALESCE(z.zone, $zone) AS zone, s.agent, s.queue, s.state,
        GREATEST(s.began_at, $from) AS began_at,
        LEAST(COALESCE(s.ended_at, $now), $latest) AS ended_at
    FROM agent_sessions s
    LEFT JOIN customers z ON z.customer = s.customer
    WHERE s.began_at < $latest AND COALESCE(s.ended_at, $now) > $from
),
spread AS (
    SELECT
        customer, zone, agent, queue, state, began_at, ended_at,
        UNNEST(local_hours(zone, began_at, ended_at)) AS hour
    FROM presence
    WHERE ended_at > began_at
),
there AS (
    SELECT
        customer, hour, agent, queue, state,
        to_us(LEAST(ended_at, next_local_hour(zone, hour))) - to_us(GREATEST(began_at, hour)) AS part_us
    FROM spread
),
after_work AS (
    SELECT
        w.customer, local_hour(COALESCE(z.zone, $zone), w.time) AS hour, w.agent, w.queue,
        w.duration_ms * 1000 AS wrapup_us
    FROM wrapups w
    LEFT JOIN customers z ON z.customer = w.customer
),
parts AS (
    SELECT
        customer, hour, agent, queue, offers, missed_offers, answered_offers, answered, transfers_in, ring_us, wait_us,
        talk_us, 0 AS logged_in_us, 0 AS paused_us, 0 AS wrapup_us
    FROM work
    UNION ALL
    SELECT
        customer, hour, agent, queue, 0, 0, 0, 0, 0, 0, 0, 0, part_us,
        CASE WHEN state = 'paused' THEN part_us ELSE 0 END, 0
    FROM there
    UNION ALL
    SELECT customer, hour, agent, queue, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, wrapup_us
    FROM after_work
)
SELECT
    customer, hour, agent, queue,
    SUM(offers) AS offers, SUM(missed_offers) AS missed_offers, SUM(answered_offers) AS answered_offers,
    SUM(answered) AS answered, SUM(transfers_in) AS transfers_in, SUM(ring_us) AS ring_us, SUM(wait_us) AS wait_us,
    SUM(talk_us) AS talk_us, SUM(logged_in_us) AS logged_in_us, SUM(paused_us) AS paused_us,
    SUM(wrapup_us) AS wrapup_us
FROM parts
WHERE hour >= $from AND hour < $to
GROUP BY customer, hour, agent, queue
