-- Question: what did each line use of each kind on each local day that began in the window, and what did it cost?
-- Grain:    one row per (customer, day, line, kind, currency).
-- Inputs:   calls, mobile_usage: charged; customers; $from, $to: the window; $zone: of customers without one.
--
-- What is used abroad is roaming, whatever it is. A quantity is µs of talk, bytes or messages, and abroad nothing, since
-- these do not add up. What was not charged, as a call that somebody else made, is no use. What the network charged of a leg
-- without a beginning has no line, and is paid all the same.
WITH uses AS (
    SELECT
        customer, started_at AS at, COALESCE(line, '') AS line, 'calls' AS kind, country, talk_us AS quantity, price,
        currency, rated_by
    FROM calls
    WHERE price IS NOT NULL
    UNION ALL
    SELECT
        customer, at, line, kind, country, CASE kind WHEN 'data' THEN bytes ELSE 1 END AS quantity, price, currency,
        rated_by
    FROM mobile_usage
    WHERE price IS NOT NULL
)
SELECT
    customer, day, line, kind, currency, COUNT(*) AS uses,
    CASE WHEN kind = 'roaming' THEN 0 ELSE SUM(quantity) END AS quantity, SUM(price) AS amount,
    COUNT(*) FILTER (WHERE rated_by = 'unrated') AS unrated, CAST(0 AS BIGINT) AS mark
FROM (
    SELECT
        u.customer, local_day(COALESCE(z.zone, $zone), u.at) AS day, u.line,
        CASE WHEN u.country IS NOT NULL AND u.country <> COALESCE(z.home, 'DK') THEN 'roaming' ELSE u.kind END AS kind,
        u.currency, u.quantity, u.price, u.rated_by
    FROM uses u
    LEFT JOIN customers z ON z.customer = u.customer
)
WHERE day >= $from AND day < $to
GROUP BY customer, day, line, kind, currency
