--[[
  For each of some locks of a show, one after the other: holds all its seats, or none.
  KEYS[1] seat_map:{show}   KEYS[2..locks+1] seat_holds:{show}:owner, one per lock
  KEYS[locks+2..3*locks+1] address_holds:{show}:address and address_budget:{show}:address, two per lock, or KEYS[1] twice for
    one whose address is not counted
  KEYS[3*locks+2..4*locks+1] lock_changes:{show}:caller, one per lock, or KEYS[1] for one whose changes are not counted
  KEYS[4*locks+2..] seat_lock:{show}:seat, one per seat of the first lock, then of the second, ...
  ARGV[1] how many locks   then twelve per lock: its id, owner id, time to live in ms, most locks and most seats that the owner
    may hold or '' without limits, how many seats; most seats from its address or '', what a seat costs of the address's
    budget, the whole budget and when the hold has ended for sure, all in ms; what this change costs of the caller's budget
    for changes and that whole budget, in ms, 0 when they are not counted
    then what seat_lock keys begin with   then s:seat (the map's field), one per seat, in the order of their keys
  Returns {} map missing, or for each lock
    {1, fencing token, lapsed} acquired | {2, seat, reason, seat, reason, ...} refused
    {3, limit, held, retry} limit exceeded
    seat: 1-based position in the lock   reason: 1 locked by other, 2 locked by the same owner, 3 booked, 4 blocked
    lapsed: how many seats the map has as L and nobody holds here: PostgreSQL decides
    limit: 1 locks, 2 seats of the owner, 3 seats of the address, 4 budget of the address, 5 changes of the caller
    held: what counts of it now
    retry: after so many ms it may be different, 0 for the owner's limits
]]
local CHUNK = 4000 -- Lua can't unpack more than about 8,000 values
local MEMBERS = 2000 -- each with its score
local SETTINGS = 12
local COUNT = '#count' -- of the seats in all entries of an address; no entry is called like it

local head = redis.call('HMGET', KEYS[1], '#version', '#epoch')
if not head[1] then
  return {}
end

local locks = tonumber(ARGV[1])
local keys_before, fields_before = 1 + 4 * locks, 2 + locks * SETTINGS
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

-- How many seats of the entries their lock still holds, and when the first of them may be free. The others go: whoever frees
-- or books a seat does not know from which address it was taken.
local function recount(key, lock_key)
  local entries, live, ends = redis.call('HGETALL', key), {}, nil
  local count = 0
  for at = 1, #entries, 2 do
    local field = entries[at]
    if field ~= COUNT then
      local lock, seats, keys, left = string.match(field, '^%S+ '), {}, {}, {}
      for seat in string.gmatch(entries[at + 1], '[^\n]+') do
        seats[#seats + 1] = seat
        keys[#keys + 1] = lock_key .. seat
      end
      for first = 1, #keys, CHUNK do
        local last = math.min(first + CHUNK - 1, #keys)
        local found = redis.call('MGET', unpack(keys, first, last))
        for i = first, last do
          local holder = found[i - first + 1]
          if holder and string.sub(holder, 1, #lock) == lock and not live[seats[i]] then
            live[seats[i]] = true
            left[#left + 1] = seats[i]
            local ttl = redis.call('PTTL', keys[i])
            ends = math.min(ends or ttl, ttl)
          end
        end
      end
      count = count + #left
      if #left == 0 then
        redis.call('HDEL', key, field)
      elseif #left < #seats then
        redis.call('HSET', key, field, table.concat(left, '\n'))
      end
    end
  end
  return count, math.max(1, ends or 1)
end

-- Whether so many seats may be taken from the address. Returns the refusal, or nil, how many it holds at most, and how long its
-- budget takes to be whole.
local function exceeds(lock, added)
  local key, budget_key = KEYS[1 + locks + 2 * lock - 1], KEYS[1 + locks + 2 * lock]
  local at = 2 + (lock - 1) * SETTINGS + 6
  local most, cost, budget = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local spent = cost > 0 and math.max(redis.call('PTTL', budget_key), 0) or 0
  if spent > 0 and spent + added * cost > budget then
    return {3, 4, math.floor(spent / cost), math.ceil(math.min(spent, spent + added * cost - budget))}
  end
  local count = 0
  if most ~= '' then
    count = tonumber(redis.call('HGET', key, COUNT) or 0)
    if count + added > tonumber(most) then
      local held, ends = recount(key, ARGV[2 + locks * SETTINGS])
      if held + added > tonumber(most) then
        if held < count then
          redis.call('HSET', key, COUNT, held)
        end
        return {3, 3, held, ends}
      end
      count = held
    end
  end
  return nil, count, spent
end

-- Counts the seats for the address that they are taken from.
local function charge(lock, id, seats, count, spent)
  local key, budget_key = KEYS[1 + locks + 2 * lock - 1], KEYS[1 + locks + 2 * lock]
  local at = 2 + (lock - 1) * SETTINGS + 6
  if ARGV[at] ~= '' then
    redis.call('HSET', key, COUNT, count + #seats, id .. ' ' .. seats[1], table.concat(seats, '\n'))
    redis.call('PEXPIRE', key, ARGV[at + 3])
  end
  spent = math.ceil(spent + #seats * ARGV[at + 1])
  if spent > 0 then
    redis.call('SET', budget_key, '', 'PX', spent)
  end
end

local function acquire(lock, before, seats)
  local at = 2 + (lock - 1) * SETTINGS
  local id, owner, ttl, most_locks, most_seats = unpack(ARGV, at, at + 4)
  local holds, is_counted = KEYS[1 + lock], KEYS[1 + locks + 2 * lock] ~= KEYS[1]
  local prefix = id .. ' '
  local refusal = {2}
  local lapsed, unheld, fresh = 0, 0, {}
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
    if not holder then
      unheld = unheld + 1
    end
    if is_counted and not holder then
      fresh[#fresh + 1] = string.sub(ARGV[fields_before + before + i], 3)
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
        return {3, 1, count, 0}
      end
      if #entries + added > tonumber(most_seats) then
        return {3, 2, #entries, 0}
      end
    end
  end

  local changes, cost, budget = KEYS[1 + 3 * locks + lock], tonumber(ARGV[at + 10]), tonumber(ARGV[at + 11])
  local is_change = cost > 0 and unheld > 0 -- a retry is none
  local changed = is_change and math.max(redis.call('PTTL', changes), 0) or 0
  if is_change and changed + cost > budget then
    return {3, 5, math.floor(changed / cost), changed + cost - budget}
  end

  if #fresh > 0 then
    local excess, count, spent = exceeds(lock, #fresh)
    if excess then
      return excess
    end
    charge(lock, id, fresh, count, spent)
  end
  if is_change then
    redis.call('SET', changes, '', 'PX', changed + cost)
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
  local seats = tonumber(ARGV[2 + (lock - 1) * SETTINGS + 5])
  local reply = acquire(lock, before, seats)
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
