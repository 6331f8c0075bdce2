--[[
  For each of some locks of a show, one after the other: holds all its seats, or none.
  KEYS[1] seat_map:{show}   KEYS[2..locks+1] seat_holds:{show}:owner, one per lock
  KEYS[locks+2..] seat_lock:{show}:seat, one per seat of the first lock, then of the second, ...
  ARGV[1] how many locks   then six per lock: its id, owner id, time to live in ms, most locks and most seats that the owner
    may hold or '' without limits, how many seats   then s:seat (the map's field), one per seat, in the order of their keys
  Returns {} map missing, or for each lock
    {1, fencing token, lapsed} acquired | {2, seat, reason, seat, reason, ...} refused | {3, limit, held} limit exceeded
    seat: 1-based position in the lock   reason: 1 locked by other, 2 locked by the same owner, 3 booked, 4 blocked
    lapsed: how many seats the map has as L and nobody holds here: PostgreSQL decides
    limit: 1 locks, 2 seats   held: locks, or seats, of the owner now
]]
local CHUNK = 4000 -- Lua can't unpack more than about 8,000 values
local MEMBERS = 2000 -- each with its score
local SETTINGS = 6

local head = redis.call('HMGET', KEYS[1], '#version', '#epoch')
if not head[1] then
  return {}
end

local locks = tonumber(ARGV[1])
local keys_before, fields_before = 1 + locks, 1 + locks * SETTINGS
local holders, states = {}, {}
for first = 1, #KEYS - keys_before, CHUNK do
  local last = math.min(first + CHUNK - 1, #KEYS - keys_before)
  local some_holders = redis.call('MGET', unpack(KEYS, keys_before + first, keys_before + last))
  local some_states = redis.call('HMGET', KEYS[1], unpack(ARGV, fields_before + first, fields_before + last))
  for i = 1, last - first + 1 do
    holders[first + i - 1] = some_holders[i]
    states[first + i - 1] = some_states[i]
  end
end

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local taken = {} -- seat_lock keys that locks before this one got just now

local function acquire(id, owner, ttl, most_locks, most_seats, before, seats, holds)
  local prefix = id .. ' '
  local refusal = {2}
  local lapsed = 0
  for i = 1, seats do
    local holder = taken[KEYS[keys_before + before + i]] or holders[before + i]
    local state = states[before + i]
    local reason
    if state == 'B' then
      reason = 3
    elseif state == 'X' then
      reason = 4
    elseif holder and string.sub(holder, 1, #prefix) ~= prefix then
      reason = string.sub(holder, string.find(holder, ' ', 1, true) + 1) == owner and 2 or 1
    elseif state == 'L' and not holder then
      lapsed = lapsed + 1
    end
    if reason then
      refusal[#refusal + 1] = i
      refusal[#refusal + 1] = reason
    end
  end
  if #refusal > 1 then
    return refusal
  end

  local holds_ttl = redis.call('PTTL', holds) -- negative: the owner holds nothing
  if holds_ttl >= 0 and redis.call('ZREMRANGEBYSCORE', holds, '-inf', now) > 0 then
    holds_ttl = redis.call('PTTL', holds) -- the key goes with its last entry
  end

  local members = {}
  for i = 1, seats do
    members[i] = prefix .. string.sub(ARGV[fields_before + before + i], 3)
  end

  if most_locks ~= '' then
    local entries = holds_ttl >= 0 and redis.call('ZRANGE', holds, 0, -1) or {}
    local held, is_lock, count, added = {}, {}, 0, 0
    for i = 1, #entries do
      held[entries[i]] = true
      local lock = string.sub(entries[i], 1, string.find(entries[i], ' ', 1, true) - 1)
      if not is_lock[lock] then
        is_lock[lock] = true
        count = count + 1
      end
    end
    for i = 1, seats do
      if not held[members[i]] then
        added = added + 1
      end
    end
    if added > 0 then
      if not is_lock[id] and count + 1 > tonumber(most_locks) then
        return {3, 1, count}
      end
      if #entries + added > tonumber(most_seats) then
        return {3, 2, #entries}
      end
    end
  end

  local value, ttl_ms = prefix .. owner, tonumber(ttl)
  for i = 1, seats do
    local key = KEYS[keys_before + before + i]
    redis.call('SET', key, value, 'PX', ttl)
    taken[key] = value
  end
  for first = 1, seats, MEMBERS do
    local entries = {}
    for i = first, math.min(first + MEMBERS - 1, seats) do
      entries[#entries + 1] = now + ttl_ms
      entries[#entries + 1] = members[i]
    end
    redis.call('ZADD', holds, unpack(entries))
  end
  if holds_ttl < ttl_ms then
    redis.call('PEXPIRE', holds, ttl)
  end
  return {1, 0, lapsed}
end

local replies, acquired, before = {}, {}, 0
for lock = 1, locks do
  local at = 2 + (lock - 1) * SETTINGS
  local id, owner, ttl, most_locks, most_seats, count = unpack(ARGV, at, at + SETTINGS - 1)
  local seats = tonumber(count)
  local reply = acquire(id, owner, ttl, most_locks, most_seats, before, seats, KEYS[1 + lock])
  if reply[1] == 1 then
    acquired[#acquired + 1] = reply
  end
  replies[lock] = reply
  before = before + seats
end
if #acquired > 0 then
  local last = head[2] * 4294967296 + redis.call('HINCRBY', KEYS[1], '#token', #acquired)
  for i = 1, #acquired do
    acquired[i][2] = last - #acquired + i
  end
end
return replies
