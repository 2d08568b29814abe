-- Question: what did a line use in a month that somebody pays?
-- Grain: one row per charged leg, message or stretch of data, in the order of time. Inputs: calls, mobile_usage.
SELECT * FROM (
    SELECT
        started_at AS at, 'call' AS kind, call AS id, leg, to_number, country, talk_seconds, CAST(NULL AS BIGINT) AS bytes,
        price, currency
    FROM calls
    WHERE line = $line AND started_at >= $from AND started_at < $to AND price IS NOT NULL
    UNION ALL
    SELECT
        at, kind, id, CAST(NULL AS INT) AS leg, to_number, country, CAST(NULL AS DOUBLE) AS talk_seconds, bytes, price,
        currency
    FROM mobile_usage
    WHERE line = $line AND at >= $from AND at < $to AND price IS NOT NULL
)
ORDER BY at, id, leg
