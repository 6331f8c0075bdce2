#!lua flags=allow-oom
--[[
  Forgets the map, but neither the newest version known (older images stay refused), unless it is reset, nor the fencing
  tokens given.
  KEYS[1] seat_map:{show}
  ARGV[1] time to live of what is remembered, ms   ARGV[2] 'reset' or ''
]]
local kept = redis.call('HMGET', KEYS[1], '#head', '#epoch', '#token')
if not kept[1] then
  return
end
redis.call('UNLINK', KEYS[1])
redis.call('HSET', KEYS[1], '#head', ARGV[2] == 'reset' and '0' or kept[1])
if kept[2] then
  redis.call('HSET', KEYS[1], '#epoch', kept[2], '#token', kept[3])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
