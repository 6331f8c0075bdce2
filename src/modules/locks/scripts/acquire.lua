--[[
  Holds all seats for one lock, or none.
  KEYS[1] seat_map:{show}   KEYS[2..] seat_lock:{show}:seat, one per seat
  ARGV[1] lock id   ARGV[2] owner id   ARGV[3] time to live, ms   ARGV[4..] s:seat (the map's field), one per seat
  Returns {0} map missing | {1, fencing token} acquired | {2, seat, reason, seat, reason, ...} refused
    seat: 1-based position in the request   reason: 1 locked by other, 2 locked by the same owner, 3 booked, 4 blocked
]]
local CHUNK = 4000 -- Lua can't unpack more than about 8,000 values

local head = redis.call('HMGET', KEYS[1], '#version', '#epoch')
if not head[1] then
  return {0}
end

local seats = #KEYS - 1
local prefix = ARGV[1] .. ' '
local refusal = {2}
local function refuse(seat, reason)
  refusal[#refusal + 1] = seat
  refusal[#refusal + 1] = reason
end

for first = 1, seats, CHUNK do
  local last = math.min(first + CHUNK - 1, seats)
  local holders = redis.call('MGET', unpack(KEYS, first + 1, last + 1))
  local states = redis.call('HMGET', KEYS[1], unpack(ARGV, first + 3, last + 3))
  for i = 1, last - first + 1 do
    local holder, state = holders[i], states[i]
    if state == 'B' then
      refuse(first + i - 1, 3)
    elseif state == 'X' then
      refuse(first + i - 1, 4)
    elseif holder and string.sub(holder, 1, #prefix) ~= prefix then
      local owner = string.sub(holder, string.find(holder, ' ', 1, true) + 1)
      refuse(first + i - 1, owner == ARGV[2] and 2 or 1)
    end
    -- L in the map without a lock key is a hold that has run out here: PostgreSQL decides.
  end
end
if #refusal > 1 then
  return refusal
end

local value = prefix .. ARGV[2]
for i = 1, seats do
  redis.call('SET', KEYS[i + 1], value, 'PX', ARGV[3])
end
return {1, head[2] * 4294967296 + redis.call('HINCRBY', KEYS[1], '#token', 1)}
