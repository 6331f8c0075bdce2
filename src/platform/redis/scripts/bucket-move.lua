#!lua
--[[
  Moves a bucket. All that is known of it is how long it takes until it is full: its key's time to live.
  KEYS[1] the bucket
  ARGV[1] by how much, ms: positive takes, negative gives back   ARGV[2] at most so long, ms
  ARGV[3] when it would have to go beyond: 'forced' as far as that, 'ifRoom' not at all; 'look' never moves it
  Returns 0, or by how much it would have gone beyond, ms
]]
local most = tonumber(ARGV[2])
local left = math.max(redis.call('PTTL', KEYS[1]), 0) + tonumber(ARGV[1])
if left > most then
  if ARGV[3] ~= 'forced' then
    return left - most
  end
  left = most
end
if ARGV[3] == 'look' then
  return 0
end
if left <= 0 then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], '', 'PX', left)
end
return 0
