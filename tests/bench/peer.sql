-- What queries/sql/compute does, in DuckDB's words; hours are UTC, which begin when those of a zone of whole hours do.
CREATE TABLE calls AS
WITH told AS (
    SELECT
        customer, call, leg,
        min(time) FILTER (type IN ('call.started', 'call.answered')) AS first_sign_at,
        min(time) FILTER (type = 'call.started') AS set_up_at,
        min(time) FILTER (type = 'call.answered') AS first_answer_at,
        min(time) FILTER (type = 'call.ended') AS first_end_at,
        max(time) FILTER (type LIKE 'call.%') AS last_event_at,
        min(line) FILTER (type = 'call.started') AS line,
        min(line_kind) FILTER (type = 'call.started') AS line_kind,
        min(direction) FILTER (type = 'call.started') AS direction,
        min("from") FILTER (type = 'call.started') AS from_number,
        min("to") FILTER (type = 'call.started') AS to_number,
        min("to") FILTER (type = 'call.forwarded') AS forwarded_to,
        min("to") FILTER (type = 'call.transferred') AS transferred_to,
        min(reason) FILTER (type = 'call.ended') AS reason,
        coalesce(min(queue) FILTER (type = 'queue.answered'), min(queue) FILTER (type = 'queue.joined')) AS queue,
        coalesce(min(agent) FILTER (type = 'queue.answered'), min(agent) FILTER (type LIKE 'call.%')) AS agent,
        min(country) FILTER (type LIKE 'call.%') AS country,
        max(price) FILTER (type LIKE 'call.%') AS price,
        min(currency) FILTER (type LIKE 'call.%') AS currency,
        min(object) FILTER (type = 'recording.ready') AS recording
    FROM events
    WHERE type LIKE 'call.%' OR type IN ('queue.joined', 'queue.answered', 'recording.ready')
    GROUP BY ALL
),
begun AS (
    SELECT *, coalesce(set_up_at, first_sign_at) AS started_at, (SELECT max(time) FROM events) AS now_at
    FROM told
    WHERE first_sign_at IS NOT NULL
),
ended AS (
    SELECT
        *,
        CASE
            WHEN first_end_at <= started_at + INTERVAL 24 HOUR THEN greatest(first_end_at, started_at)
            WHEN now_at > started_at + INTERVAL 24 HOUR THEN least(last_event_at, started_at + INTERVAL 24 HOUR)
        END AS ended_at
    FROM begun
),
senders AS (
    SELECT
        l.customer, l.call, l.leg,
        arg_max(o.to_number, o.leg) AS sent_by,
        arg_max(coalesce(o.forwarded_to, o.transferred_to), o.leg) AS sent_to,
        arg_max(CASE WHEN o.forwarded_to IS NOT NULL THEN 'forwarded' ELSE 'transferred' END, o.leg) AS sent_how
    FROM ended l
    JOIN ended o USING (customer, call)
    WHERE (o.forwarded_to IS NOT NULL OR o.transferred_to IS NOT NULL) AND o.leg < l.leg
    GROUP BY ALL
)
SELECT
    e.* EXCLUDE (first_sign_at, set_up_at, first_answer_at, first_end_at, last_event_at),
    CASE WHEN first_answer_at IS NOT NULL THEN least(greatest(first_answer_at, started_at), ended_at) END AS answered_at,
    epoch_us(coalesce(least(greatest(first_answer_at, started_at), ended_at), ended_at)) - epoch_us(started_at) AS ring_us,
    CASE
        WHEN ended_at IS NULL THEN NULL
        WHEN first_answer_at IS NULL THEN 0
        ELSE epoch_us(ended_at) - epoch_us(least(greatest(first_answer_at, started_at), ended_at))
    END AS talk_us,
    CASE
        WHEN ended_at IS NULL THEN 'ongoing'
        WHEN first_answer_at IS NOT NULL THEN 'answered'
        WHEN first_end_at IS NULL THEN 'failed'
        WHEN reason IN ('no_answer', 'normal') THEN 'missed'
        WHEN reason = 'cancelled' THEN CASE WHEN direction = 'outbound' THEN 'cancelled' ELSE 'missed' END
        WHEN reason = 'transferred' THEN 'forwarded'
        ELSE reason
    END AS outcome,
    CASE WHEN s.sent_to = to_number THEN s.sent_by END AS forwarded_from,
    CASE WHEN s.sent_to = to_number THEN s.sent_how ELSE 'direct' END AS why_listed
FROM ended e
LEFT JOIN senders s USING (customer, call, leg);

-- Each queue event with the visit that it belongs to.
CREATE TABLE visit_events AS
WITH joins AS (
    SELECT customer, call, queue, count(*) AS visits FROM events WHERE type = 'queue.joined' GROUP BY ALL
),
told AS (
    SELECT e.*, visits, CASE WHEN type IN ('queue.left', 'queue.completed') THEN 0 WHEN type = 'queue.joined' THEN 2 ELSE 1 END AS step
    FROM events e JOIN joins USING (customer, call, queue)
    WHERE type LIKE 'queue.%'
),
counted AS (
    SELECT
        *,
        count(*) FILTER (step = 2) OVER so_far AS opened,
        count(*) FILTER (step = 0) OVER so_far - CASE WHEN step = 0 THEN 1 ELSE 0 END AS ended_before,
        lead(time) OVER (PARTITION BY customer, call, queue ORDER BY time, step, id) AS next_at
    FROM told
    WHERE visits > 1
    WINDOW so_far AS (
        PARTITION BY customer, call, queue ORDER BY time, step, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
)
SELECT *, 1 AS visit FROM told WHERE visits = 1
UNION ALL BY NAME
SELECT
    * EXCLUDE (opened, ended_before, next_at),
    CASE
        WHEN opened = 0 THEN 1
        WHEN step <> 2 AND opened < visits AND ended_before >= opened AND next_at <= time + INTERVAL 2 SECOND THEN opened + 1
        ELSE opened
    END AS visit
FROM counted;

CREATE TABLE queue_visits AS
WITH told AS (
    SELECT
        customer, call, queue, visit,
        min(time) FILTER (type = 'queue.joined') AS joined_at,
        min(time) FILTER (type = 'queue.answered') AS first_answer_at,
        min(time) FILTER (type = 'queue.left') AS left_at,
        min(time) FILTER (type = 'queue.completed') AS completed_at,
        arg_min(agent, time) FILTER (type = 'queue.answered') AS answering_agent,
        arg_min(agent, time) FILTER (type = 'queue.completed') AS completing_agent,
        arg_min(talk_ms, time) FILTER (type = 'queue.completed') AS told_talk_ms,
        arg_min(wait_ms, time) FILTER (type = 'queue.answered') AS answer_wait_ms,
        arg_min(wait_ms, time) FILTER (type = 'queue.completed') AS completed_wait_ms,
        arg_min(wait_ms, time) FILTER (type = 'queue.left') AS left_wait_ms,
        arg_min(reason, time) FILTER (type = 'queue.left') AS left_reason,
        arg_min(reason, time) FILTER (type = 'queue.completed') AS ended_by,
        min("from") FILTER (type = 'queue.joined') AS from_number,
        min(position) FILTER (type = 'queue.joined') AS position,
        count(*) FILTER (type = 'queue.offered') AS offers,
        (SELECT max(time) FROM events) AS now_at
    FROM visit_events
    GROUP BY customer, call, queue, visit
    HAVING joined_at IS NOT NULL
),
timed AS (
    SELECT
        *,
        coalesce(first_answer_at, completed_at - to_milliseconds(coalesce(told_talk_ms, 0))) AS answered_at,
        coalesce(answering_agent, completing_agent) AS agent
    FROM told
),
measured AS (
    SELECT
        *,
        coalesce(
            1000 * coalesce(answer_wait_ms, completed_wait_ms, CASE WHEN answered_at IS NULL THEN left_wait_ms END),
            epoch_us(coalesce(answered_at, left_at)) - epoch_us(joined_at)
        ) AS wait_us,
        CASE
            WHEN completed_at IS NOT NULL THEN coalesce(1000 * told_talk_ms, epoch_us(completed_at) - epoch_us(answered_at))
        END AS talk_us
    FROM timed
)
SELECT
    *,
    CASE
        WHEN answered_at IS NOT NULL THEN 'answered'
        WHEN left_at IS NULL THEN 'waiting'
        WHEN left_reason = 'abandoned' AND wait_us < 5000000 THEN 'short_abandoned'
        ELSE left_reason
    END AS outcome,
    answered_at IS NOT NULL AND wait_us <= 20000000 AS in_time
FROM measured;

-- What each agent did for each visit.
CREATE TABLE visit_agents AS
WITH told AS (
    SELECT
        e.customer, e.call, e.queue, e.visit, e.agent,
        any_value(v.joined_at) AS joined_at, any_value(v.answered_at) AS visit_answer_at, any_value(v.agent) AS visit_agent,
        any_value(v.wait_us) AS visit_wait_us,
        min(e.time) FILTER (e.type = 'queue.answered') AS first_answer_at,
        min(e.time) FILTER (e.type = 'queue.completed') AS first_completed_at,
        count(*) FILTER (e.type = 'queue.offered') AS offers,
        count(*) FILTER (e.type = 'queue.missed') AS missed_offers,
        count(*) FILTER (e.type = 'queue.answered') AS answered_offers,
        max(e.time) FILTER (
            e.type = 'queue.offered' AND (v.first_answer_at IS NULL OR e.time <= v.first_answer_at)
        ) AS last_offer_at,
        arg_min(e.talk_ms, e.time) FILTER (e.type = 'queue.completed') AS told_talk_ms
    FROM visit_events e
    JOIN queue_visits v USING (customer, call, queue, visit)
    WHERE e.agent IS NOT NULL
    GROUP BY e.customer, e.call, e.queue, e.visit, e.agent
)
SELECT
    customer, call, queue, visit, agent, joined_at, offers, missed_offers, answered_offers,
    CASE WHEN agent = visit_agent THEN 1 ELSE 0 END AS answered,
    CASE
        WHEN agent = visit_agent AND last_offer_at IS NOT NULL AND first_answer_at IS NOT NULL
            THEN epoch_us(first_answer_at) - epoch_us(last_offer_at)
        ELSE 0
    END AS ring_us,
    CASE WHEN agent = visit_agent THEN visit_wait_us ELSE 0 END AS wait_us,
    CASE
        WHEN first_completed_at IS NULL THEN 0
        ELSE coalesce(1000 * told_talk_ms, greatest(epoch_us(first_completed_at) - epoch_us(first_answer_at), 0), 0)
    END AS talk_us
FROM told;

-- When each agent was ready or paused, and in which queue.
CREATE TABLE agent_sessions AS
WITH agent_events AS (
    SELECT
        customer, agent, queue, id, type, time, reason, session_ms,
        CASE type WHEN 'agent.left' THEN 0 WHEN 'agent.joined' THEN 1 WHEN 'agent.paused' THEN 2 ELSE 3 END AS step
    FROM events
    WHERE type IN ('agent.joined', 'agent.left', 'agent.paused', 'agent.resumed')
),
places AS (
    SELECT DISTINCT customer, agent, queue
    FROM agent_events
    WHERE type = 'agent.joined' OR (type = 'agent.left' AND session_ms IS NOT NULL)
),
placed AS (
    SELECT e.* EXCLUDE (queue), p.queue, e.queue AS told_queue
    FROM agent_events e
    JOIN places p USING (customer, agent)
    WHERE e.queue IS NOT DISTINCT FROM p.queue OR (e.queue IS NULL AND e.type <> 'agent.joined')
),
entered AS (
    SELECT
        *,
        coalesce(
            last_value(CASE type WHEN 'agent.joined' THEN true WHEN 'agent.left' THEN false END IGNORE NULLS) OVER (
                PARTITION BY customer, agent, queue ORDER BY time, step, id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            false
        ) AS was_there
    FROM placed
),
moved AS (
    SELECT
        *,
        CASE
            WHEN type = 'agent.joined' AND NOT was_there THEN 'ready'
            WHEN type = 'agent.left' AND was_there THEN 'away'
            WHEN type = 'agent.paused' AND was_there THEN 'paused'
            WHEN type = 'agent.resumed' AND was_there THEN 'ready'
        END AS state
    FROM entered
),
changed AS (
    SELECT *, lag(state) OVER (PARTITION BY customer, agent, queue ORDER BY time, step, id) AS state_before
    FROM moved
    WHERE state IS NOT NULL
),
stretches AS (
    SELECT
        customer, agent, queue, state, time AS began_at,
        lead(time) OVER (PARTITION BY customer, agent, queue ORDER BY time, step, id) AS ended_at,
        CASE WHEN state = 'paused' THEN reason END AS reason
    FROM changed
    WHERE state IS DISTINCT FROM state_before
)
SELECT *, false AS is_told FROM stretches WHERE state <> 'away' AND (ended_at IS NULL OR ended_at > began_at)
UNION ALL
SELECT
    m.customer, m.agent, m.queue, 'ready', m.time - to_milliseconds(m.session_ms), m.time, NULL, true
FROM moved m
ANTI JOIN (SELECT DISTINCT customer, agent, id FROM moved WHERE type = 'agent.left' AND was_there) USING (customer, agent, id)
WHERE m.type = 'agent.left' AND m.session_ms > 0 AND m.queue IS NOT DISTINCT FROM m.told_queue;

CREATE TABLE wrapups AS
SELECT customer, queue, agent, time, duration_ms * 1000 AS wrapup_us FROM events WHERE type = 'agent.wrapup';

CREATE TABLE agent_hours AS
WITH presence AS (
    SELECT *, coalesce(ended_at, (SELECT max(time) FROM events)) AS until_at FROM agent_sessions
),
spread AS (
    SELECT
        *, unnest(generate_series(date_trunc('hour', began_at), until_at - INTERVAL 1 MICROSECOND, INTERVAL 1 HOUR)) AS hour
    FROM presence
    WHERE until_at > began_at
),
parts AS (
    SELECT
        customer, date_trunc('hour', joined_at) AS hour, agent, queue, offers, missed_offers, answered_offers, answered,
        CASE WHEN answered = 0 AND answered_offers > 0 THEN 1 ELSE 0 END AS transfers_in, ring_us, wait_us, talk_us,
        0 AS logged_in_us, 0 AS paused_us, 0 AS wrapup_us
    FROM visit_agents
    UNION ALL BY NAME
    SELECT
        customer, hour, agent, queue,
        epoch_us(least(until_at, hour + INTERVAL 1 HOUR)) - epoch_us(greatest(began_at, hour)) AS logged_in_us,
        CASE WHEN state = 'paused' THEN logged_in_us ELSE 0 END AS paused_us
    FROM spread
    UNION ALL BY NAME
    SELECT customer, date_trunc('hour', time) AS hour, agent, queue, wrapup_us FROM wrapups
)
SELECT
    customer, hour, agent, queue,
    sum(offers) AS offers, sum(missed_offers) AS missed_offers, sum(answered_offers) AS answered_offers,
    sum(answered) AS answered, sum(transfers_in) AS transfers_in, sum(ring_us) AS ring_us, sum(wait_us) AS wait_us,
    sum(talk_us) AS talk_us, sum(logged_in_us) AS logged_in_us, sum(paused_us) AS paused_us, sum(wrapup_us) AS wrapup_us
FROM parts
GROUP BY ALL;

-- How many of a group go on at once in each hour: +1 where one begins, -1 where it ends, an end before a beginning.
CREATE MACRO peaks(spans) AS TABLE
WITH pieces AS (
    SELECT customer, part, what, hour, greatest(began_at, hour) AS began_at, least(ended_at, hour + INTERVAL 1 HOUR) AS ended_at
    FROM (
        SELECT *, unnest(generate_series(date_trunc('hour', began_at), ended_at - INTERVAL 1 MICROSECOND, INTERVAL 1 HOUR)) AS hour
        FROM query_table(spans)
        WHERE ended_at > began_at
    )
),
steps AS (
    SELECT customer, part, what, hour, began_at AS instant, 1 AS step FROM pieces
    UNION ALL
    SELECT customer, part, what, hour, ended_at, -1 FROM pieces
),
levels AS (
    SELECT
        customer, part, what, hour, instant, step,
        sum(step) OVER (PARTITION BY customer, part, what, hour ORDER BY instant, step ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS level
    FROM steps
)
SELECT
    customer, part, what, hour, max(level) AS peak, arg_max(instant, level) AS peak_at,
    sum(-step * epoch_us(instant)) AS load_us
FROM levels
GROUP BY ALL;

CREATE VIEW queue_spans AS
SELECT
    customer, queue AS part, 'waiting' AS what, joined_at AS began_at,
    coalesce(answered_at, left_at, least(now_at, joined_at + INTERVAL 24 HOUR)) AS ended_at
FROM queue_visits
UNION ALL
SELECT customer, queue, 'talking', answered_at, coalesce(completed_at, least(now_at, joined_at + INTERVAL 24 HOUR))
FROM queue_visits WHERE answered_at IS NOT NULL;

CREATE TABLE queue_hours AS
WITH counted AS (
    SELECT
        customer, date_trunc('hour', joined_at) AS hour, queue AS part,
        count(*) AS joined,
        count(*) FILTER (outcome = 'answered') AS "answered",
        count(*) FILTER (outcome = 'abandoned') AS "abandoned",
        count(*) FILTER (outcome = 'short_abandoned') AS "short_abandoned",
        count(*) FILTER (outcome = 'timeout') AS "timeout",
        count(*) FILTER (outcome = 'overflow') AS "overflow",
        count(*) FILTER (outcome = 'key') AS "key",
        count(*) FILTER (outcome = 'empty') AS "empty",
        count(*) FILTER (outcome = 'full') AS "full",
        count(*) FILTER (outcome = 'closed') AS "closed",
        count(*) FILTER (outcome = 'transferred') AS "transferred",
        count(*) FILTER (outcome = 'waiting') AS "waiting",
        count(*) FILTER (in_time) AS in_time,
        sum(wait_us) FILTER (outcome = 'answered') AS wait_us_answered,
        sum(wait_us) FILTER (outcome NOT IN ('full', 'closed')) AS wait_us_all,
        count(wait_us) FILTER (outcome NOT IN ('full', 'closed')) AS waited,
        max(wait_us) FILTER (outcome NOT IN ('full', 'closed')) AS max_wait_us,
        sum(talk_us) AS talk_us,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 0000000 AND wait_us < 5000000) AS answered_wait_0,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 5000000 AND wait_us < 10000000) AS answered_wait_5,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 10000000 AND wait_us < 15000000) AS answered_wait_10,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 15000000 AND wait_us < 20000000) AS answered_wait_15,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 20000000 AND wait_us < 30000000) AS answered_wait_20,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 30000000 AND wait_us < 45000000) AS answered_wait_30,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 45000000 AND wait_us < 60000000) AS answered_wait_45,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 60000000 AND wait_us < 90000000) AS answered_wait_60,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 90000000 AND wait_us < 120000000) AS answered_wait_90,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 120000000 AND wait_us < 180000000) AS answered_wait_120,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 180000000 AND wait_us < 300000000) AS answered_wait_180,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 300000000 AND wait_us < 600000000) AS answered_wait_300,
        count(*) FILTER (outcome = 'answered' AND wait_us >= 600000000) AS answered_wait_600,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 0000000 AND wait_us < 5000000) AS abandoned_wait_0,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 5000000 AND wait_us < 10000000) AS abandoned_wait_5,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 10000000 AND wait_us < 15000000) AS abandoned_wait_10,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 15000000 AND wait_us < 20000000) AS abandoned_wait_15,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 20000000 AND wait_us < 30000000) AS abandoned_wait_20,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 30000000 AND wait_us < 45000000) AS abandoned_wait_30,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 45000000 AND wait_us < 60000000) AS abandoned_wait_45,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 60000000 AND wait_us < 90000000) AS abandoned_wait_60,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 90000000 AND wait_us < 120000000) AS abandoned_wait_90,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 120000000 AND wait_us < 180000000) AS abandoned_wait_120,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 180000000 AND wait_us < 300000000) AS abandoned_wait_180,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 300000000 AND wait_us < 600000000) AS abandoned_wait_300,
        count(*) FILTER (outcome IN ('abandoned', 'short_abandoned') AND wait_us >= 600000000) AS abandoned_wait_600
    FROM queue_visits
    GROUP BY ALL
),
busy AS (
    SELECT
        customer, hour, part,
        max(peak) FILTER (what = 'waiting') AS peak_waiting, max(peak) FILTER (what = 'talking') AS peak_talking,
        max(peak_at) FILTER (what = 'waiting') AS peak_waiting_at, max(peak_at) FILTER (what = 'talking') AS peak_talking_at
    FROM peaks('queue_spans')
    GROUP BY ALL
),
after_work AS (
    SELECT customer, date_trunc('hour', time) AS hour, queue AS part, sum(wrapup_us) AS wrapup_us
    FROM wrapups
    WHERE queue IS NOT NULL
    GROUP BY ALL
)
SELECT * FROM counted FULL JOIN busy USING (customer, hour, part) FULL JOIN after_work USING (customer, hour, part);

-- Calls for the solution, whose part is empty, and legs for a line.
CREATE TABLE units AS
SELECT
    customer, '' AS part, 'talk' AS what, arg_min(direction, leg) AS direction, arg_min(started_at, leg) AS started_at,
    min(answered_at) AS began_at, min(answered_at) IS NOT NULL AS is_answered,
    CASE
        WHEN bool_or(ended_at IS NULL AND answered_at IS NOT NULL) THEN max(now_at)
        ELSE max(ended_at) FILTER (answered_at IS NOT NULL)
    END AS ended_at,
    -- What goes on counts for the peak up to now, and for no talk yet.
    CASE
        WHEN NOT bool_or(ended_at IS NULL AND answered_at IS NOT NULL) THEN max(ended_at) FILTER (answered_at IS NOT NULL)
    END AS over_at,
    arg_min(direction, leg) = 'inbound' AND NOT bool_or(ended_at IS NULL) AND min(answered_at) IS NULL AS is_missed
FROM calls
GROUP BY customer, call
UNION ALL
SELECT
    customer, line, 'talk', direction, started_at, answered_at, answered_at IS NOT NULL, coalesce(ended_at, now_at), ended_at,
    direction = 'inbound' AND ended_at IS NOT NULL AND answered_at IS NULL AND outcome <> 'forwarded'
FROM calls
WHERE line IS NOT NULL;

CREATE TABLE call_hours AS
WITH counted AS (
    SELECT
        customer, date_trunc('hour', started_at) AS hour, part,
        count(*) AS calls,
        count(*) FILTER (direction = 'inbound') AS inbound,
        count(*) FILTER (direction = 'outbound') AS outbound,
        count(*) FILTER (direction = 'internal') AS internal,
        count(*) FILTER (is_answered) AS answered,
        count(*) FILTER (is_missed) AS missed,
        sum(epoch_us(over_at) - epoch_us(began_at)) AS talk_us
    FROM units
    GROUP BY ALL
)
SELECT * FROM counted FULL JOIN peaks('units') USING (customer, hour, part);
