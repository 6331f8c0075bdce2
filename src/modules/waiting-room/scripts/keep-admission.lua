#!lua
--[[
  KEYS[1] admissions:{show}   ARGV[1] owner   ARGV[2] for how long it lasts at least, in ms
  Returns for how long it lasts, in ms; 0 who is not admitted
]]
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score then
  return 0
end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local ends = tonumber(score)
if ends <= now then
  return 0
end
if now + ARGV[2] > ends then
  ends = now + ARGV[2]
  redis.call('ZADD', KEYS[1], 'XX', string.format('%d', ends), ARGV[1])
end
return ends - now
