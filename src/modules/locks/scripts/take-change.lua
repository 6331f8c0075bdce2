--[[
  Counts a change of a lock that takes no seats.
  KEYS[1] lock_changes:{show}:caller: its time to live is how long the budget takes to be whole
  ARGV[1] what the change costs, ms   ARGV[2] the whole budget, ms
  Returns 0, or by how much it would have gone beyond, ms: nothing is counted then
]]
local changed = math.max(redis.call('PTTL', KEYS[1]), 0) + ARGV[1]
if changed > tonumber(ARGV[2]) then
  return changed - ARGV[2]
end
redis.call('SET', KEYS[1], '', 'PX', changed)
return 0
