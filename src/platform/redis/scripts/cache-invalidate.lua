#!lua flags=allow-oom
--[[
  Forgets versions below the given one, and refuses them from now on.
  KEYS[1] the entry: "<version> <run> <value>"   KEYS[2] its floor: the lowest version that may be stored
  ARGV[1] version   ARGV[2] how long older versions are refused, ms
]]
local version = tonumber(ARGV[1])
local head = redis.call('GETRANGE', KEYS[1], 0, 16)
if head ~= '' and tonumber(string.match(head, '^%d+')) < version then
  redis.call('DEL', KEYS[1])
end
-- The higher of two floors stays, and for the longer of their times.
local floor = redis.call('GET', KEYS[2])
local ttl = math.max(tonumber(ARGV[2]), redis.call('PTTL', KEYS[2]))
if floor and tonumber(floor) > version then
  redis.call('PEXPIRE', KEYS[2], ttl)
else
  redis.call('SET', KEYS[2], ARGV[1], 'PX', ttl)
end
