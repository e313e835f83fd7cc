-- discover_by_key
SELECT u.id, u.name, u.username
FROM keys k
LEFT JOIN users o ON o.id = k.user_id
JOIN users u ON u.id = COALESCE(
  o.id,
  (SELECT g.id FROM users g WHERE k.type = 'DeployKey' AND g.user_type = 5 ORDER BY g.id LIMIT 1))
WHERE k.id = $1 AND k.usage_type IN (0, 1);
