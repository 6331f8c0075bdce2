--[[
  Gives an address back some of its budget for holds.
  KEYS[1] address_budget:{show}:address: its time to live is how long the budget takes to be whole
  ARGV[1] how much, ms
]]
local left = redis.call('PTTL', KEYS[1]) - ARGV[1]
if left <= 0 then
  redis.call('DEL', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], left)
end
