-- One row per message that a mobile sent, or data that it used. Messages have no bytes, and data go to nobody.
SELECT customer, id, line, kind, to_number, bytes, country, at, price, currency
FROM stored.mobile_usage
