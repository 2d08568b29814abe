-- Question: under which key does a recording lie?
-- Grain: one row, or none. Inputs: recordings.
SELECT id, object FROM recordings WHERE id = $id
