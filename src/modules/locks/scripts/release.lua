#!lua flags=allow-oom
--[[
  Frees those of the seats that the lock still holds, and places that it has claimed.
  KEYS[1] area_claims:{show}   KEYS[2] seat_holds:{show}: (the owner, from the lock key's value, completes the name)
  KEYS[3..] seat_lock:{show}:seat, one per seat
  ARGV[1] lock id   ARGV[2..] seat id, one per seat, then the areas
]]
local prefix = ARGV[1] .. ' '
for i = 3, #KEYS do
  local holder = redis.call('GET', KEYS[i])
  if holder and string.sub(holder, 1, #prefix) == prefix then
    redis.call('DEL', KEYS[i])
    redis.call('ZREM', KEYS[2] .. string.sub(holder, #prefix + 1), prefix .. ARGV[i - 1])
  end
end
if #ARGV >= #KEYS then
  local is_left = {}
  for i = #KEYS, #ARGV do
    is_left[ARGV[i]] = true
  end
  for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    local lock, area = string.match(member, '^(%S+ )%d+ (.*)$')
    if lock == prefix and is_left[area] then
      redis.call('ZREM', KEYS[1], member)
    end
  end
end
