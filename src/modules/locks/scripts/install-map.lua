--[[
  Puts a map in place, with the live locks; refused when a newer version is known. With more locks than fit one call, all
  but the last call only write locks: each of them checks the version, so a lock that ended since is never brought back.
  KEYS[1] seat_map:{show}   KEYS[2..] seat_lock:{show}:seat, one per lock
  ARGV[1] version   ARGV[2] epoch   ARGV[3] time to live, ms, or 0 when more locks follow
  ARGV[4] states, one letter per unavailable seat: L locked, B booked, X blocked
  ARGV[5..] value and time to live, ms, of each lock; then s:seat, one per letter
  Returns 1 when done, 0 when refused
]]
local CHUNK = 1000

local map, version, locks = KEYS[1], tonumber(ARGV[1]), #KEYS - 1
if tonumber(redis.call('HGET', map, '#head') or '0') > version then
  return 0
end

for i = 1, locks do
  redis.call('SET', KEYS[i + 1], ARGV[3 + 2 * i], 'PX', ARGV[4 + 2 * i], 'NX')
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
redis.call('HSET', map, '#version', ARGV[1], '#head', ARGV[1], '#epoch', epoch, '#token', token)
local offset = 4 + 2 * locks
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
