#!lua
--[[
  Brings admissions to a revision of their room.
  KEYS[1] admissions:{show}
  ARGV[1] the revision that it must have, or '' to write all of it anew   ARGV[2] the revision that it gets
  ARGV[3] for how long admissions last that are not idle, in ms   ARGV[4] how many have ended
    then the owners of those, then the owners who are admitted
  Returns 1, or 0 and nothing changed where it has another revision, or has it from another run of the server: that is an older copy of
  itself (its file, a replica), and does not know who was active since. Whoever is written anew over such a copy gets a whole idle time.
]]
local key, call = KEYS[1], redis.call
local CHUNK = 2000
local KEPT_MS = 86400000
local head = call('ZSCORE', key, '')
local run = 'run ' .. string.match(call('INFO', 'server'), 'run_id:(%x+)')
local is_same_run = head and call('ZSCORE', key, run)
local clock = call('TIME')
local ends = clock[1] * 1000 + math.floor(clock[2] / 1000) + ARGV[3]
local known = {}
if ARGV[1] ~= '' then
  if not is_same_run or -1 - tonumber(head) ~= tonumber(ARGV[1]) then
    return 0
  end
else
  local all = is_same_run and call('ZRANGE', key, 0, -1, 'WITHSCORES') or {}
  for i = 1, #all, 2 do
    known[all[i]] = all[i + 1]
  end
  call('DEL', key)
end
local ended = tonumber(ARGV[4])
for first = 5, 4 + ended, CHUNK do
  call('ZREM', key, unpack(ARGV, first, math.min(first + CHUNK - 1, 4 + ended)))
end
for first = 5 + ended, #ARGV, CHUNK do
  local entries = {}
  for i = first, math.min(first + CHUNK - 1, #ARGV) do
    entries[#entries + 1] = known[ARGV[i]] or string.format('%d', ends)
    entries[#entries + 1] = ARGV[i]
  end
  call('ZADD', key, unpack(entries))
end
call('ZADD', key, string.format('%d', -1 - ARGV[2]), '', -0.5, run)
call('PEXPIRE', key, KEPT_MS)
return 1
