#!lua
--[[
  Stores a value unless a newer version, or an invalidation of a newer one, is known.
  KEYS[1] the entry: "<version> <run> <value>", whose run is "-" where it is kept over restarts
  KEYS[2] its floor: the lowest version that may be stored
  ARGV[1] version   ARGV[2] value   ARGV[3] time to live, ms   ARGV[4] 1: kept over restarts of the server
  Returns 1 when stored, else 0.
]]
local version = tonumber(ARGV[1])
local floor = redis.call('GET', KEYS[2])
if floor and tonumber(floor) > version then
  return 0
end
-- No version is longer than 16 digits: the value, which may be long, is left where it is.
local head = redis.call('GETRANGE', KEYS[1], 0, 16)
if head ~= '' and tonumber(string.match(head, '^%d+')) > version then
  return 0
end
local run = ARGV[4] == '1' and '-' or string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. run .. ' ' .. ARGV[2], 'PX', ARGV[3])
return 1
