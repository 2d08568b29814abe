-- Calls of each local hour, of the whole solution (no line) and of each line.
WITH
folded AS (
    SELECT
        h.customer, COALESCE(z.zone, $zone) AS zone, h.hour, h.line,
        calls, inbound, outbound, internal, answered, missed, talk_us, peak, peak_at, load_us
    FROM stored.call_hours h
    LEFT JOIN customers z ON z.customer = h.customer
)
SELECT
    customer, hour, line, calls, inbound, outbound, internal, answered, missed,
    talk_us / 1e6 AS talk_seconds,
    CASE WHEN answered > 0 THEN talk_us / 1e6 / answered END AS avg_talk_seconds,
    peak, CASE WHEN peak > 0 THEN peak_at END AS peak_at,
    load_us / CAST(to_us(next_local_hour(zone, hour)) - to_us(hour) AS DOUBLE) AS erlangs
FROM folded
