--[[
  Frees those of the seats that the lock still holds.
  KEYS[1..] seat_lock:{show}:seat
  ARGV[1] lock id
]]
local prefix = ARGV[1] .. ' '
for i = 1, #KEYS do
  local holder = redis.call('GET', KEYS[i])
  if holder and string.sub(holder, 1, #prefix) == prefix then
    redis.call('DEL', KEYS[i])
  end
end
