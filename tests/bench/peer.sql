-- The core of queries/sql/compute in DuckDB's words; hours are UTC, which begin when those of a zone of whole hours do.
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
)
SELECT
    * EXCLUDE (first_sign_at, set_up_at, first_answer_at, first_end_at, last_event_at),
    CASE WHEN first_answer_at IS NOT NULL THEN least(greatest(first_answer_at, started_at), ended_at) END AS answered_at,
    CASE
        WHEN ended_at IS NULL THEN 'ongoing'
        WHEN first_answer_at IS NOT NULL THEN 'answered'
        WHEN first_end_at IS NULL THEN 'failed'
        WHEN reason IN ('no_answer', 'normal') THEN 'missed'
        WHEN reason = 'cancelled' THEN CASE WHEN direction = 'outbound' THEN 'cancelled' ELSE 'missed' END
        WHEN reason = 'transferred' THEN 'forwarded'
        ELSE reason
    END AS outcome
FROM ended;

CREATE TABLE queue_visits AS
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
),
numbered AS (
    SELECT *, 1 AS visit FROM told WHERE visits = 1
    UNION ALL BY NAME
    SELECT
        * EXCLUDE (opened, ended_before, next_at),
        CASE
            WHEN opened = 0 THEN 1
            WHEN step <> 2 AND opened < visits AND ended_before >= opened AND next_at <= time + INTERVAL 2 SECOND THEN opened + 1
            ELSE opened
        END AS visit
    FROM counted
)
SELECT
    customer, call, queue, visit,
    min(time) FILTER (type = 'queue.joined') AS joined_at,
    min(time) FILTER (type = 'queue.answered') AS answered_at,
    min(time) FILTER (type = 'queue.left') AS left_at,
    min(time) FILTER (type = 'queue.completed') AS completed_at,
    arg_min(agent, time) FILTER (type = 'queue.answered') AS agent,
    arg_min(reason, time) FILTER (type = 'queue.left') AS left_reason,
    arg_min(reason, time) FILTER (type = 'queue.completed') AS ended_by,
    min("from") FILTER (type = 'queue.joined') AS from_number,
    min(position) FILTER (type = 'queue.joined') AS position,
    count(*) FILTER (type = 'queue.offered') AS offers,
    (SELECT max(time) FROM events) AS now_at
FROM numbered
GROUP BY customer, call, queue, visit
HAVING joined_at IS NOT NULL;

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
        customer, part, what, hour,
        sum(step) OVER (PARTITION BY customer, part, what, hour ORDER BY instant, step ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS level
    FROM steps
)
SELECT customer, part, what, hour, max(level) AS peak FROM levels GROUP BY ALL;

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
        count(answered_at) AS answered,
        count(*) FILTER (answered_at IS NULL AND left_reason = 'abandoned' AND left_at - joined_at >= INTERVAL 5 SECOND) AS abandoned,
        count(*) FILTER (answered_at IS NULL AND left_reason = 'abandoned' AND left_at - joined_at < INTERVAL 5 SECOND) AS short_abandoned,
        count(*) FILTER (answered_at IS NULL AND left_reason = 'timeout') AS timeout,
        count(*) FILTER (answered_at IS NULL AND left_reason = 'overflow') AS overflow,
        count(*) FILTER (answered_at IS NULL AND left_reason = 'key') AS key,
        count(*) FILTER (answered_at IS NULL AND left_reason = 'empty') AS empty,
        count(*) FILTER (answered_at IS NULL AND left_reason = 'full') AS "full",
        count(*) FILTER (answered_at IS NULL AND left_reason = 'closed') AS closed,
        count(*) FILTER (answered_at - joined_at <= INTERVAL 20 SECOND) AS in_time,
        sum(epoch_us(answered_at) - epoch_us(joined_at)) AS wait_us_answered,
        max(epoch_us(coalesce(answered_at, left_at)) - epoch_us(joined_at)) AS max_wait_us,
        sum(epoch_us(completed_at) - epoch_us(answered_at)) AS talk_us
    FROM queue_visits
    GROUP BY ALL
),
busy AS (
    SELECT
        customer, hour, part,
        max(peak) FILTER (what = 'waiting') AS peak_waiting, max(peak) FILTER (what = 'talking') AS peak_talking
    FROM peaks('queue_spans')
    GROUP BY ALL
)
SELECT * FROM counted FULL JOIN busy USING (customer, hour, part);

-- Calls for the solution, whose part is empty, and legs for a line.
CREATE TABLE units AS
SELECT
    customer, '' AS part, 'talk' AS what, arg_min(direction, leg) AS direction, arg_min(started_at, leg) AS started_at,
    min(answered_at) AS began_at, min(answered_at) IS NOT NULL AS is_answered,
    CASE
        WHEN bool_or(ended_at IS NULL AND answered_at IS NOT NULL) THEN max(now_at)
        ELSE max(ended_at) FILTER (answered_at IS NOT NULL)
    END AS ended_at,
    arg_min(direction, leg) = 'inbound' AND NOT bool_or(ended_at IS NULL) AND min(answered_at) IS NULL AS is_missed
FROM calls
GROUP BY customer, call
UNION ALL
SELECT
    customer, line, 'talk', direction, started_at, answered_at, answered_at IS NOT NULL, coalesce(ended_at, now_at),
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
        sum(epoch_us(ended_at) - epoch_us(began_at)) AS talk_us
    FROM units
    GROUP BY ALL
)
SELECT * FROM counted FULL JOIN peaks('units') USING (customer, hour, part);
