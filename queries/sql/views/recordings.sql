-- One row per recording of a leg; object is its key among the recordings.
SELECT customer, id, call, leg, line, began_at, duration_ms, bytes, object
FROM stored.recordings
