/**
 * Adds everything or nothing. A ticket, taken just before, keeps the script from counting twice when the connection is
 * lost and the command sent again, and from counting at all once its caller has given up waiting: Redis may have been
 * stopped meanwhile, the caller has answered with an error, and kas will send the same numbers again.
 *
 * KEYS: ticket, then one for each increment, then one for each group of ids
 * ARGV: number of increments, the amounts, seconds that unique counters are kept, then for each group the number of its
 * ids and the ids
 * Returns `counted`, `late` or `overflow`.
 */
export const COUNT_USAGE = `
local ticket = redis.call('GET', KEYS[1])
if ticket == 'used' then return 'counted' end
if not ticket then return 'late' end

local increments = tonumber(ARGV[1])
local added = 0
local function undo(reply)
  for i = 1, added do redis.call('DECRBY', KEYS[1 + i], ARGV[1 + i]) end
  if string.find(reply.err, 'overflow', 1, true) then return 'overflow' end
  return redis.error_reply(reply.err)
end
local function failed(reply) return type(reply) == 'table' and reply.err end

for i = 1, increments do
  local reply = redis.pcall('INCRBY', KEYS[1 + i], ARGV[1 + i])
  if failed(reply) then return undo(reply) end
  added = i
end

-- A set that has taken an id takes it once more without counting it, so that only the sums are undone.
local at = increments + 3
for i = increments + 2, #KEYS do
  local size = tonumber(ARGV[at])
  local reply = redis.pcall('PFADD', KEYS[i], unpack(ARGV, at + 1, at + size))
  if failed(reply) then return undo(reply) end
  redis.call('EXPIRE', KEYS[i], ARGV[increments + 2])
  at = at + size + 1
end

redis.call('SET', KEYS[1], 'used', 'EX', 60)
return 'counted'
`;
