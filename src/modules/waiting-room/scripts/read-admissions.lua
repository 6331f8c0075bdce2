#!lua flags=allow-oom
--[[
  KEYS[1] admissions:{show}   ARGV[1] how many idle ones at most
  Returns {revision, idle owner, ...}; revision -1: there are no admissions here, or of another run of the server (see
  bring-admissions.lua): nothing is known of who is idle
]]
local head = redis.call('ZSCORE', KEYS[1], '')
if not head or not redis.call('ZSCORE', KEYS[1], 'run ' .. string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')) then
  return {-1}
end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local reply = redis.call('ZRANGEBYSCORE', KEYS[1], 0, now, 'LIMIT', 0, ARGV[1])
table.insert(reply, 1, -1 - tonumber(head))
return reply
