--[[
  Holds all seats for one lock, or none.
  KEYS[1] seat_map:{show}   KEYS[2] seat_holds:{show}:owner   KEYS[3..] seat_lock:{show}:seat, one per seat
  ARGV[1] lock id   ARGV[2] owner id   ARGV[3] time to live, ms
  ARGV[4] most locks and ARGV[5] most seats that the owner may hold, or '' without limits
  ARGV[6..] s:seat (the map's field), one per seat
  Returns {0} map missing | {1, fencing token, lapsed} acquired | {2, seat, reason, seat, reason, ...} refused
    | {3, limit, held} limit exceeded
    seat: 1-based position in the request   reason: 1 locked by other, 2 locked by the same owner, 3 booked, 4 blocked
    lapsed: how many seats the map has as L and nobody holds here: PostgreSQL decides
    limit: 1 locks, 2 seats   held: locks, or seats, of the owner now
]]
local CHUNK = 4000 -- Lua can't unpack more than about 8,000 values
local MEMBERS = 2000 -- each with its score

local head = redis.call('HMGET', KEYS[1], '#version', '#epoch')
if not head[1] then
  return {0}
end

local seats = #KEYS - 2
local prefix = ARGV[1] .. ' '
local refusal = {2}
local lapsed = 0
local function refuse(seat, reason)
  refusal[#refusal + 1] = seat
  refusal[#refusal + 1] = reason
end

for first = 1, seats, CHUNK do
  local last = math.min(first + CHUNK - 1, seats)
  local holders = redis.call('MGET', unpack(KEYS, first + 2, last + 2))
  local states = redis.call('HMGET', KEYS[1], unpack(ARGV, first + 5, last + 5))
  for i = 1, last - first + 1 do
    local holder, state = holders[i], states[i]
    if state == 'B' then
      refuse(first + i - 1, 3)
    elseif state == 'X' then
      refuse(first + i - 1, 4)
    elseif holder and string.sub(holder, 1, #prefix) ~= prefix then
      local owner = string.sub(holder, string.find(holder, ' ', 1, true) + 1)
      refuse(first + i - 1, owner == ARGV[2] and 2 or 1)
    elseif state == 'L' and not holder then
      lapsed = lapsed + 1
    end
  end
end
if #refusal > 1 then
  return refusal
end

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local holds_ttl = redis.call('PTTL', KEYS[2]) -- negative: the owner holds nothing
if holds_ttl >= 0 and redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now) > 0 then
  holds_ttl = redis.call('PTTL', KEYS[2]) -- the key goes with its last entry
end

local members = {}
for i = 1, seats do
  members[i] = prefix .. string.sub(ARGV[i + 5], 3)
end

if ARGV[4] ~= '' then
  local entries = holds_ttl >= 0 and redis.call('ZRANGE', KEYS[2], 0, -1) or {}
  local held, is_lock, locks, added = {}, {}, 0, 0
  for i = 1, #entries do
    held[entries[i]] = true
    local lock = string.sub(entries[i], 1, string.find(entries[i], ' ', 1, true) - 1)
    if not is_lock[lock] then
      is_lock[lock] = true
      locks = locks + 1
    end
  end
  for i = 1, seats do
    if not held[members[i]] then
      added = added + 1
    end
  end
  if added > 0 then
    if not is_lock[ARGV[1]] and locks + 1 > tonumber(ARGV[4]) then
      return {3, 1, locks}
    end
    if #entries + added > tonumber(ARGV[5]) then
      return {3, 2, #entries}
    end
  end
end

local value, ttl = prefix .. ARGV[2], tonumber(ARGV[3])
for i = 1, seats do
  redis.call('SET', KEYS[i + 2], value, 'PX', ARGV[3])
end
for first = 1, seats, MEMBERS do
  local entries = {}
  for i = first, math.min(first + MEMBERS - 1, seats) do
    entries[#entries + 1] = now + ttl
    entries[#entries + 1] = members[i]
  end
  redis.call('ZADD', KEYS[2], unpack(entries))
end
if holds_ttl < ttl then
  redis.call('PEXPIRE', KEYS[2], ttl)
end
return {1, head[2] * 4294967296 + redis.call('HINCRBY', KEYS[1], '#token', 1), lapsed}
