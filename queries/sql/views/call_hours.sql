-- Local hours, as they are stored.
(
    SELECT h.*, h.hour AS bucket, to_us(next_local_hour(COALESCE(z.zone, $zone), h.hour)) - to_us(h.hour) AS bucket_us
    FROM stored.call_hours h
    LEFT JOIN customers z ON z.customer = h.customer
)
