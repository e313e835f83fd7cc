-- discover_by_username
SELECT id, name, username
FROM users
WHERE lower(username) = lower($1)
ORDER BY username = $1 DESC, id
LIMIT 1;
