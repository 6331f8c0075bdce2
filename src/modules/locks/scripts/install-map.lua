#!lua
--[[
  Puts a map in place, with the live locks; refused when a newer version is known. With more locks than fit one call, all
  but the last call only write locks: each of them checks the version, so a lock that ended since is never brought back.
  KEYS[1] seat_map:{show}   KEYS[2] seat_holds:{show}: (the owner, from the lock key's value, completes the name)
  KEYS[3..] seat_lock:{show}:seat, one per lock
  ARGV[1] version   ARGV[2] epoch   ARGV[3] time to live, ms, or 0 when more locks follow
  ARGV[4] states, one letter per unavailable seat: L locked, B booked, X blocked
  ARGV[5] the areas, as JSON: {{area, its counts as text}, ...}, or '' when more locks follow
  ARGV[6..] value, time to live, ms, and seat id of each lock; then s:seat, one per letter
  Returns 1 when done, 0 when refused
]]
local CHUNK = 1000

local map, version, locks = KEYS[1], tonumber(ARGV[1]), #KEYS - 2
if tonumber(redis.call('HGET', map, '#head') or '0') > version then
  return 0
end

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
-- Scores and members to add to each owner's holds, and the longest time to live.
local holds = {}
for i = 1, locks do
  local value, ttl, seat = ARGV[3 + 3 * i], tonumber(ARGV[4 + 3 * i]), ARGV[5 + 3 * i]
  if not redis.call('SET', KEYS[i + 2], value, 'PX', ttl, 'NX') then
    -- A key that is there stays as it is, and counts for its owner as long as it lives.
    ttl = redis.call('GET', KEYS[i + 2]) == value and redis.call('PTTL', KEYS[i + 2]) or 0
  end
  if ttl > 0 then
    local space = string.find(value, ' ', 1, true)
    local owner = string.sub(value, space + 1)
    local held = holds[owner]
    if not held then
      held = {entries = {}, ttl = 0}
      holds[owner] = held
    end
    held.entries[#held.entries + 1] = now + ttl
    held.entries[#held.entries + 1] = string.sub(value, 1, space) .. seat
    held.ttl = math.max(held.ttl, ttl)
  end
end
for owner, held in pairs(holds) do
  local key = KEYS[2] .. owner
  for first = 1, #held.entries, 2 * CHUNK do
    redis.call('ZADD', key, unpack(held.entries, first, math.min(first + 2 * CHUNK - 1, #held.entries)))
  end
  if redis.call('PTTL', key) < held.ttl then
    redis.call('PEXPIRE', key, held.ttl)
  end
end
if ARGV[3] == '0' then
  return 1
end

-- An installer that was overtaken by a later one must not turn the fencing tokens back.
local epoch, token = ARGV[2], '0'
local before = redis.call('HMGET', map, '#epoch', '#token')
if before[1] and tonumber(before[1]) >= tonumber(epoch) then
  epoch, token = before[1], before[2]
end

redis.call('UNLINK', map)
redis.call('HSET', map, '#version', ARGV[1], '#head', ARGV[1], '#base', ARGV[1], '#epoch', epoch, '#token', token)
if ARGV[5] ~= '' then
  -- Claims stay: PostgreSQL has yet to grant most. Of those that it has granted the numbers know, and the change is about to be told.
  for _, area in ipairs(cjson.decode(ARGV[5])) do
    redis.call('HSET', map, 'a:' .. area[1], area[2])
  end
end
local offset = 5 + 3 * locks
for first = 1, #ARGV[4], CHUNK do
  local last = math.min(first + CHUNK - 1, #ARGV[4])
  local pairs = {}
  for i = first, last do
    pairs[#pairs + 1] = ARGV[offset + i]
    pairs[#pairs + 1] = string.sub(ARGV[4], i, i)
  end
  redis.call('HSET', map, unpack(pairs))
end
redis.call('PEXPIRE', map, ARGV[3])
return 1
