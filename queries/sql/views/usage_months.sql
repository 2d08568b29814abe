-- What each line used of each kind in each local month, and what it had by the month; `unit` tells what the quantity is in.
-- An invoice line is `amount`, rounded half-up to hundredths. Use abroad is roaming, and counts uses.
SELECT
    customer, month, line, kind, quantity, unit, CAST(amount AS DECIMAL(20, 4)) AS amount, currency
FROM (
    SELECT
        customer, month, line, kind, currency,
        CASE kind
            WHEN 'calls' THEN SUM(quantity) / 1e6
            WHEN 'roaming' THEN CAST(SUM(uses) AS DOUBLE)
            ELSE CAST(SUM(quantity) AS DOUBLE)
        END AS quantity,
        CASE kind WHEN 'calls' THEN 'seconds' WHEN 'data' THEN 'bytes' WHEN 'roaming' THEN 'uses' ELSE 'messages' END AS unit,
        SUM(amount) AS amount
    FROM (
        SELECT u.*, local_month(COALESCE(z.zone, $zone), u.day) AS month
        FROM stored.usage_days u
        LEFT JOIN customers z ON z.customer = u.customer
    )
    GROUP BY customer, month, line, kind, currency
    UNION ALL
    SELECT
        customer, month, line, kind, currency, CAST(COUNT(*) AS DOUBLE) AS quantity, 'months' AS unit, SUM(price) AS amount
    FROM (
        SELECT customer, line, kind, currency, price, UNNEST(local_months(zone, from_at, until_at)) AS month
        FROM subscriptions
    )
    GROUP BY customer, month, line, kind, currency
)
