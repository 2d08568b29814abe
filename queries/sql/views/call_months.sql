-- Calls of each local month, of the whole solution (no line) and of each line.
-- A peak of a longer bucket is the highest of its hours' peaks, since each hour holds all that overlaps it.
WITH
folded AS (
    SELECT
        h.customer, COALESCE(z.zone, $zone) AS zone, local_month(COALESCE(z.zone, $zone), h.hour) AS month, h.line,
        SUM(calls) AS calls, SUM(inbound) AS inbound, SUM(outbound) AS outbound, SUM(internal) AS internal,
        SUM(answered) AS answered, SUM(missed) AS missed, SUM(talk_us) AS talk_us, MAX(peak) AS peak,
        FIRST_VALUE(peak_at ORDER BY peak DESC, peak_at) AS peak_at, SUM(load_us) AS load_us
    FROM stored.call_hours h
    LEFT JOIN customers z ON z.customer = h.customer
    GROUP BY h.customer, COALESCE(z.zone, $zone), local_month(COALESCE(z.zone, $zone), h.hour), h.line
)
SELECT
    customer, month, line, calls, inbound, outbound, internal, answered, missed,
    talk_us / 1e6 AS talk_seconds,
    CASE WHEN answered > 0 THEN talk_us / 1e6 / answered END AS avg_talk_seconds,
    peak, CASE WHEN peak > 0 THEN peak_at END AS peak_at,
    load_us / CAST(to_us(next_local_month(zone, month)) - to_us(month) AS DOUBLE) AS erlangs
FROM folded
