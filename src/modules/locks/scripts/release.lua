#!lua flags=allow-oom
--[[
  Frees those of the seats that the lock still holds.
  KEYS[1] seat_holds:{show}: (the owner, from the lock key's value, completes the name)
  KEYS[2..] seat_lock:{show}:seat, one per seat
  ARGV[1] lock id   ARGV[2..] seat id, one per seat
]]
local prefix = ARGV[1] .. ' '
for i = 2, #KEYS do
  local holder = redis.call('GET', KEYS[i])
  if holder and string.sub(holder, 1, #prefix) == prefix then
    redis.call('DEL', KEYS[i])
    redis.call('ZREM', KEYS[1] .. string.sub(holder, #prefix + 1), prefix .. ARGV[i])
  end
end
