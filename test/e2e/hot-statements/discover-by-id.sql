-- discover_by_id
SELECT id, name, username FROM users WHERE id = $1;
