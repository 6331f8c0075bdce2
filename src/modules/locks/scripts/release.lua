#!lua flags=allow-oom
--[[
  Frees those of the seats that the lock still holds, and places that it has claimed.
  KEYS[1] area_claims:{show}   KEYS[2] seat_holds:{show}: (the owner, from the lock key's value, completes the name)
  KEYS[3..] seat_lock:{show}:seat, one per seat
  ARGV[1] lock id   ARGV[2] 1: it counts as having run out now, 0: as given back in time   ARGV[3..] seat id, one per seat, then the areas
]]
local prefix = ARGV[1] .. ' '
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
for i = 3, #KEYS do
  local holder = redis.call('GET', KEYS[i])
  if holder and string.sub(holder, 1, #prefix) == prefix then
    redis.call('DEL', KEYS[i])
    local holds, seat = KEYS[2] .. string.sub(holder, #prefix + 1), prefix .. ARGV[i]
    if ARGV[2] == '1' then
      redis.call('ZADD', holds, 'XX', now + 1, seat) -- later than what was charged in this moment
    else
      redis.call('ZREM', holds, seat)
    end
  end
end
if #ARGV > #KEYS then
  local is_left = {}
  for i = #KEYS + 1, #ARGV do
    is_left[ARGV[i]] = true
  end
  for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    local lock, area = string.match(member, '^(%S+ )%d+ (.*)$')
    if lock == prefix and is_left[area] then
      redis.call('ZREM', KEYS[1], member)
    end
  end
end
