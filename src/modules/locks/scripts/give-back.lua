--[[
  Gives an address back some of its budget for holds.
  KEYS[1] address_holds:{show}:address
  ARGV[1] how much, ms
]]
local spent_until = redis.call('ZSCORE', KEYS[1], '#budget')
if not spent_until then
  return
end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local left = tonumber(spent_until) - tonumber(ARGV[1])
if left <= now then
  redis.call('ZREM', KEYS[1], '#budget')
else
  redis.call('ZADD', KEYS[1], left, '#budget')
end
