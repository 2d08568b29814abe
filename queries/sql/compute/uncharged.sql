-- Question: in which months did customers use what a tariff prices, and nobody charged?
-- Grain:    one row per (customer, month), with the columns of months that were charged.
-- Inputs:   calls, mobile_usage: of the customers that are asked for; customers; $zone: of customers without one.
WITH uses AS (
    SELECT customer, started_at AS at
    FROM calls
    WHERE
        price IS NULL AND talk_us IS NOT NULL AND direction IS NOT NULL
        AND NOT (direction = 'inbound' AND line_kind IS DISTINCT FROM 'mobile')
    UNION ALL
    SELECT customer, at
    FROM mobile_usage
    WHERE price IS NULL
)
SELECT
    u.customer, COALESCE(z.zone, $zone) AS zone, local_month(COALESCE(z.zone, $zone), u.at) AS month, '' AS currency,
    CAST(0 AS BIGINT) AS least, CAST(0 AS BIGINT) AS greatest, CAST(0 AS DECIMAL(20, 4)) AS amount, COUNT(*) AS uses
FROM uses u
LEFT JOIN customers z ON z.customer = u.customer
GROUP BY u.customer, COALESCE(z.zone, $zone), local_month(COALESCE(z.zone, $zone), u.at)
