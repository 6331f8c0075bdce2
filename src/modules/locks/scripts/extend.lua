#!lua
--[[
  Sets the end of a lock's hold on the seats.
  KEYS[1] seat_map:{show}   KEYS[2] seat_holds:{show}:owner   KEYS[3..] seat_lock:{show}:seat, one per seat
  ARGV[1] lock id   ARGV[2] owner id   ARGV[3] time to live, ms   ARGV[4..] s:seat (the map's field), one per seat
]]
local prefix, ttl = ARGV[1] .. ' ', tonumber(ARGV[3])
local has_map = redis.call('HEXISTS', KEYS[1], '#version') == 1
local clock = redis.call('TIME')
local deadline = clock[1] * 1000 + math.floor(clock[2] / 1000) + ttl

for i = 3, #KEYS do
  local holder, field = redis.call('GET', KEYS[i]), ARGV[i + 1]
  local holds = false
  if holder then
    holds = string.sub(holder, 1, #prefix) == prefix
  else
    -- A seat that is not LOCKED in the map was freed or booked meanwhile: its lock must not come back.
    holds = not has_map or redis.call('HGET', KEYS[1], field) == 'L'
  end
  if holds then
    redis.call('SET', KEYS[i], prefix .. ARGV[2], 'PX', ttl)
    redis.call('ZADD', KEYS[2], deadline, prefix .. string.sub(field, 3))
  end
end

-- A name without entries has no key: -2, and PEXPIRE does nothing.
if redis.call('PTTL', KEYS[2]) < ttl then
  redis.call('PEXPIRE', KEYS[2], ttl)
end
