#!lua
--[[
  Takes a mutex if it is free.
  KEYS[1] the mutex   KEYS[2] its last fencing token
  ARGV[1] the holder's token   ARGV[2] lease, ms   ARGV[3] how long the fencing token is remembered, ms
  ARGV[4] a number that the fencing token must be above
  Returns the fencing token, or 0 when the mutex is held.
]]
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return 0
end
-- The clock keeps tokens increasing where the last one was forgotten (a server that lost its memory); the last one, where
-- the clock went back or two acquisitions fall into the same microsecond.
local time = redis.call('TIME')
local fencing = time[1] * 1000000 + time[2]
local last = math.max(tonumber(redis.call('GET', KEYS[2]) or '0'), tonumber(ARGV[4]))
if fencing <= last then
  fencing = last + 1
end
redis.call('SET', KEYS[2], string.format('%.0f', fencing), 'PX', ARGV[3])
return fencing
