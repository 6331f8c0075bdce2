#!lua
--[[
  For each of some locks of a show, one after the other: holds all its seats and places, or none.
  KEYS[1] seat_map:{show}   KEYS[2..locks+1] seat_holds:{show}:owner, one per lock
    then for each lock address_holds:{show}:address and address_budget:{show}:address, if its address is counted, and
    lock_changes:{show}:caller, if its changes are
    then seat_lock:{show}:seat, one per seat of the first lock, then of the second, ...
  ARGV[1] how many locks   ARGV[2] how many terms, which locks share   ARGV[3] what seat_lock keys begin with
  ARGV[4] '' or the places that locks want of areas, as JSON: area_claims:{show}, {{lock, area, how many more than it has}, ...}, in the
    order of the locks, and {{lock, how many it has, in whichever areas}, ...} of those that have some
  ARGV[5] '' or admissions:{show}, where some of the locks need an admission (see modules/waiting-room/admission-keys.ts)
    then five per lock: its id, owner id, how many seats, which of the terms, from 1, and of how many places the last of its
    seats is the entry (see place-entries.ts), 0: of none
    then eleven per terms: time to live in ms; most locks and most seats that the owner may hold, or '' without limits; most seats
    from the address or '', what a seat costs of the address's budget or '' when it is not counted, the whole budget and when
    the hold has ended for sure, all in ms; what this change costs of the caller's budget for changes or '' when it is not
    counted, and that whole budget, in ms; the positions in the lock of seats that may be blocked, with commas, or ''; for how long the owner's
      admission lasts from the lock on, in ms, or '' where none is needed
    then s:seat (the map's field), one per seat, in the order of their keys
  Returns {} map missing, or for each lock
    {1, fencing token, lapsed} acquired | {2, seat, reason, seat, reason, ...} refused
    {3, limit, held, retry} limit exceeded | {4, 0} not admitted | {4, 1} it is not known who is admitted
    seat: 1-based position in the lock   reason: 1 locked by other, 2 locked by the same owner, 3 booked, 4 blocked; or, of an
      area that has too few places left, its 1-based position among the lock's areas, negative, and how many it has
    lapsed: how many seats the map has as L and nobody holds here: PostgreSQL decides
    limit: 1 locks, 2 seats of the owner, 3 seats of the address, 4 budget of the address, 5 changes of the caller
    held: what counts of it now
    retry: after so many ms it may be different, 0 for the owner's limits
]]
local KEYS, ARGV, call = KEYS, ARGV, redis.call
local CHUNK = 4000 -- Lua can't unpack more than about 8,000 values
local MEMBERS = 2000 -- each with its score
local PER_LOCK, PER_TERMS = 5, 11
local DEMANDS, BEFORE_LOCKS = 4, 5
local ENTRY = 1 -- the first byte of an entry of places; no seat's id begins with it
local CLAIM_MS = 15000 -- until when places are kept for who has not told yet whether PostgreSQL gives them
local COUNT = '#count' -- of the seats in all entries of an address; no entry is called like it

local map = KEYS[1]
local head = call('HMGET', map, '#version', '#epoch')
if not head[1] then
  return {}
end

local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local locks, terms = tonumber(ARGV[1]), {}
local terms_before = BEFORE_LOCKS + PER_LOCK * locks
local fields_before = terms_before + PER_TERMS * ARGV[2]
for i = 1, ARGV[2] do
  local ttl, most_locks, most_seats, address_most, seat_cost, address_budget, lasts, change_cost, change_budget, allotted,
    admission =
    unpack(ARGV, terms_before + PER_TERMS * (i - 1) + 1, terms_before + PER_TERMS * i)
  terms[i] = {
    ttl = tonumber(ttl),
    -- As text, once: each number that a command is given is put into seventeen digits.
    deadline = string.format('%d', now + ttl),
    most_locks = tonumber(most_locks),
    most_seats = tonumber(most_seats),
    address_most = tonumber(address_most),
    seat_cost = tonumber(seat_cost),
    address_budget = tonumber(address_budget),
    lasts = lasts,
    change_cost = tonumber(change_cost),
    change_budget = tonumber(change_budget),
    admission = tonumber(admission),
  }
  if allotted ~= '' then
    terms[i].allotted = {}
    for position in string.gmatch(allotted, '%d+') do
      terms[i].allotted[tonumber(position)] = true
    end
  end
end

local keys_before = #KEYS - (#ARGV - fields_before)
local holders, states = {}, {}
for first = 1, #KEYS - keys_before, CHUNK do
  local last = math.min(first + CHUNK - 1, #KEYS - keys_before)
  local some_holders = call('MGET', unpack(KEYS, keys_before + first, keys_before + last))
  local some_states = call('HMGET', map, unpack(ARGV, fields_before + first, fields_before + last))
  if first == 1 then
    holders, states = some_holders, some_states
  else
    for i = 1, last - first + 1 do
      holders[first + i - 1] = some_holders[i]
      states[first + i - 1] = some_states[i]
    end
  end
end

local taken = {} -- seat_lock keys that locks before this one got just now

-- How many places the seat, or entry, stands for.
local function weight_of(seat)
  return string.byte(seat) == ENTRY and tonumber(string.match(seat, '^.(%d+)')) or 1
end

-- What each lock wants of areas; most locks have seats alone.
local NONE, wanted, had, areas, claims_key, claimed = {}, {}, {}, {}, nil, nil
if ARGV[DEMANDS] ~= '' then
  local asked = cjson.decode(ARGV[DEMANDS])
  claims_key = asked[1]
  for _, demand in ipairs(asked[2]) do
    local lock = demand[1]
    wanted[lock] = wanted[lock] or {}
    table.insert(wanted[lock], {area = demand[2], more = demand[3]})
  end
  for _, has in ipairs(asked[3]) do
    had[has[1]] = has[2]
  end
end

-- Places of the area that locks have got here and the map has not been told of yet, by lock.
local function claims_of(id)
  if not claimed then
    claimed = {}
    call('ZREMRANGEBYSCORE', claims_key, '-inf', now)
    for _, member in ipairs(call('ZRANGE', claims_key, 0, -1)) do
      local lock, places, area = string.match(member, '^(%S+) (%d+) (.*)$')
      claimed[area] = claimed[area] or {}
      claimed[area][lock] = {places = tonumber(places), member = member}
    end
  end
  return claimed[id] or {}
end

-- How many places of an area are free: by the map, less what is claimed.
local function area_of(id)
  local area = areas[id]
  if not area then
    local counts = call('HGET', map, 'a:' .. id)
    -- A node of an earlier release has put the map in place without them: PostgreSQL decides.
    area = {free = counts and tonumber(string.match(counts, '^%d+')) or math.huge, claims = claims_of(id)}
    for _, claim in pairs(area.claims) do
      area.free = area.free - claim.places
    end
    areas[id] = area
  end
  return area
end

local function claimed_by(area, id)
  local claim = area.claims[id]
  return claim and claim.places or 0
end

-- How much of a budget is spent: how long it takes to be whole.
local function spent_of(key)
  return math.max(call('PTTL', key), 0)
end

-- How many seats of the entries their lock still holds, and when the first of them may be free. The others go: whoever frees
-- or books a seat does not know from which address it was taken.
local function recount(key)
  local entries, live, ends = call('HGETALL', key), {}, nil
  local count, kept = 0, {}
  for at = 1, #entries, 2 do
    local field = entries[at]
    if field ~= COUNT then
      local lock, seats, keys, left = string.match(field, '^%S+ '), {}, {}, {}
      for seat in string.gmatch(entries[at + 1], '[^\n]+') do
        seats[#seats + 1] = seat
        keys[#keys + 1] = ARGV[3] .. seat
      end
      for first = 1, #keys, CHUNK do
        local last = math.min(first + CHUNK - 1, #keys)
        local found = call('MGET', unpack(keys, first, last))
        for i = first, last do
          local holder = found[i - first + 1]
          if holder and string.sub(holder, 1, #lock) == lock and not live[seats[i]] then
            live[seats[i]] = true
            left[#left + 1] = seats[i]
            local ttl = call('PTTL', keys[i])
            ends = math.min(ends or ttl, ttl)
          end
        end
      end
      for i = 1, #left do
        count = count + weight_of(left[i])
      end
      if #left < #seats then
        call('HDEL', key, field)
        if #left > 0 then
          -- By the first that is left: what the lock takes next may begin with one that was freed.
          kept[#kept + 1] = {lock .. left[1], table.concat(left, '\n')}
        end
      end
    end
  end
  for i = 1, #kept do
    call('HSET', key, kept[i][1], kept[i][2])
  end
  return count, math.max(1, ends or 1)
end

-- Whether so many seats may be taken from the address. Returns the refusal, or nil, how many it holds at most, and how long its
-- budget takes to be whole.
local function exceeds(term, key, budget_key, added)
  local most, cost, budget = term.address_most, term.seat_cost, term.address_budget
  local spent = cost > 0 and spent_of(budget_key) or 0
  if added > 0 and spent > 0 and spent + added * cost > budget then
    return {3, 4, math.floor(spent / cost), math.ceil(math.min(spent, spent + added * cost - budget))}
  end
  local count = 0
  if most then
    count = tonumber(call('HGET', key, COUNT) or 0)
    if added > 0 and count + added > most then
      local held, ends = recount(key)
      if held + added > most then
        if held < count then
          call('HSET', key, COUNT, held)
        end
        return {3, 3, held, ends}
      end
      count = held
    end
  end
  return nil, count, spent
end

-- Counts the seats for the address that they are taken from, which costs as much as `added` of them. `replaced`: how much more they
-- weigh, which is counted until it matters: the entry that theirs is in place of goes when the seats are counted again.
local function charge(term, key, budget_key, id, seats, added, replaced, count, spent)
  if term.address_most then
    call('HSET', key, COUNT, count + added + replaced, id .. ' ' .. seats[1], table.concat(seats, '\n'))
    call('PEXPIRE', key, term.lasts)
  end
  spent = math.ceil(spent + added * term.seat_cost)
  if spent > 0 then
    call('SET', budget_key, '', 'PX', spent)
  end
end

-- Whether the owner may hold so many seats, under this lock, the last of which adds `gain`. Returns the refusal, or nil.
local function exceeds_owner(term, holds, prefix, first, seats, gain)
  local entries = call('ZRANGE', holds, 0, -1)
  local held, is_lock, count, added, total = {}, {}, 0, 0, #entries
  for i = 1, #entries do
    held[entries[i]] = true
    local space = string.find(entries[i], ' ', 1, true)
    local lock = string.sub(entries[i], 1, space)
    if string.byte(entries[i], space + 1) == ENTRY then
      total = total - 1 + weight_of(string.sub(entries[i], space + 1))
    end
    if not is_lock[lock] then
      is_lock[lock] = true
      count = count + 1
    end
  end
  for i = first + 1, first + seats do
    local seat = string.sub(ARGV[fields_before + i], 3)
    if not held[prefix .. seat] then
      added = added + (i == first + seats and gain or 1)
    end
  end
  if added > 0 then
    if not is_lock[prefix] and count + 1 > term.most_locks then
      return {3, 1, count, 0}
    end
    if total + added > term.most_seats then
      return {3, 2, total, 0}
    end
  end
  return nil
end

-- The refusal of an owner who is not admitted; or nil, and when the admission ends.
local function unadmitted(owner)
  local ends = call('ZSCORE', ARGV[5], owner)
  if ends and tonumber(ends) > now then
    return nil, tonumber(ends)
  end
  return {4, call('ZSCORE', ARGV[5], '') and 0 or 1}
end

-- `first`: how many seats locks before it have. `counted`: where its keys of what is counted begin.
local function acquire(lock, first, seats, counted)
  local at = BEFORE_LOCKS + PER_LOCK * (lock - 1)
  local id, owner, term, places = ARGV[at + 1], ARGV[at + 2], terms[tonumber(ARGV[at + 4])], tonumber(ARGV[at + 5])
  local admission_ends
  if term.admission then
    local refused
    refused, admission_ends = unadmitted(owner)
    if refused then
      return refused
    end
  end
  local holds, prefix = KEYS[1 + lock], id .. ' '
  local address, changes = nil, KEYS[counted]
  if term.seat_cost then
    address, changes = KEYS[counted], KEYS[counted + 2]
  end
  -- What its places weigh more than those that it has.
  local gain = places == 0 and 1 or math.max(places - (had[lock] or 0), 0)
  local refusal, lapsed, unheld, fresh = nil, 0, 0, address and {}
  for i = 1, seats do
    local field = ARGV[fields_before + first + i]
    local holder = taken[field] or holders[first + i]
    local state = states[first + i]
    local reason
    if state == 'B' then
      reason = 3
    elseif state == 'X' and not (term.allotted and term.allotted[i]) then
      reason = 4
    elseif holder and string.sub(holder, 1, #prefix) ~= prefix then
      reason = string.sub(holder, string.find(holder, ' ', 1, true) + 1) == owner and 2 or 1
    elseif state == 'L' and not holder then
      lapsed = lapsed + 1
    end
    if not holder then
      unheld = unheld + (i == seats and gain or 1)
      if fresh then
        fresh[#fresh + 1] = string.sub(field, 3)
      end
    end
    if reason then
      refusal = refusal or {2}
      refusal[#refusal + 1] = i
      refusal[#refusal + 1] = reason
    end
  end
  -- One that had none and holds them here already (a retry) has claimed them, or the map counts them. Who had some may want as many of
  -- other areas, for which the entry is the same.
  local entry = places > 0 and (taken[ARGV[fields_before + first + seats]] or holders[first + seats])
  local is_retry = entry and not had[lock]
  local demands, takes = not is_retry and wanted[lock] or NONE, unheld > 0
  for i, demand in ipairs(demands) do
    takes = takes or demand.more > 0
    local area = area_of(demand.area)
    local free = area.free + claimed_by(area, id)
    if demand.more > 0 and demand.more > free then
      refusal = refusal or {2}
      refusal[#refusal + 1] = -i
      refusal[#refusal + 1] = math.max(free, 0)
    end
  end
  if refusal then
    return refusal
  end

  local holds_ttl = call('PTTL', holds) -- negative: the owner holds nothing
  if holds_ttl >= 0 and call('ZREMRANGEBYSCORE', holds, '-inf', now) > 0 then
    holds_ttl = call('PTTL', holds) -- the key goes with its last entry
  end

  if term.most_locks then
    local excess
    if holds_ttl >= 0 then
      excess = exceeds_owner(term, holds, prefix, first, seats, gain)
    else
      local added = seats > 0 and seats - 1 + gain or 0
      if added > 0 and term.most_locks < 1 then
        excess = {3, 1, 0, 0}
      elseif added > term.most_seats then
        excess = {3, 2, 0, 0}
      end
    end
    if excess then
      return excess
    end
  end

  local changed
  if term.change_cost and takes then -- a retry is no change
    local spent = spent_of(changes)
    changed = spent + term.change_cost
    if changed > term.change_budget then
      return {3, 5, math.floor(spent / term.change_cost), changed - term.change_budget}
    end
  end
  if address and #fresh > 0 then
    local budget = KEYS[counted + 1]
    local excess, count, spent = exceeds(term, address, budget, unheld)
    if excess then
      return excess
    end
    charge(term, address, budget, id, fresh, unheld, places > 0 and not entry and places - gain or 0, count, spent)
  end
  if changed then
    call('SET', changes, '', 'PX', changed)
  end

  local value, deadline = prefix .. owner, term.deadline
  for begin = 0, seats - 1, MEMBERS do
    local entries = {}
    for i = begin + 1, math.min(begin + MEMBERS, seats) do
      local field = ARGV[fields_before + first + i]
      call('SET', KEYS[keys_before + first + i], value, 'PXAT', deadline)
      taken[field] = value
      entries[#entries + 1] = deadline
      entries[#entries + 1] = prefix .. string.sub(field, 3)
    end
    call('ZADD', holds, unpack(entries))
  end
  if holds_ttl < term.ttl then
    call('PEXPIREAT', holds, deadline)
  end
  if admission_ends and now + term.admission > admission_ends then
    call('ZADD', ARGV[5], string.format('%d', now + term.admission), owner)
  end
  for _, demand in ipairs(demands) do
    local area = area_of(demand.area)
    local claim = area.claims[id]
    -- Of an area of which it has as many, it may have claimed these.
    if demand.more ~= 0 then
      area.free = area.free + claimed_by(area, id) - math.max(demand.more, 0)
      area.claims[id] = nil
      if claim then
        call('ZREM', claims_key, claim.member)
      end
    end
    if demand.more > 0 then
      local member = prefix .. demand.more .. ' ' .. demand.area
      call('ZADD', claims_key, now + CLAIM_MS, member)
      call('PEXPIRE', claims_key, CLAIM_MS)
      area.claims[id] = {places = demand.more, member = member}
    end
  end
  return {1, 0, lapsed}
end

local replies, acquired, first, counted = {}, {}, 0, 2 + locks
for lock = 1, locks do
  local at = BEFORE_LOCKS + PER_LOCK * (lock - 1)
  local seats, term = tonumber(ARGV[at + 3]), terms[tonumber(ARGV[at + 4])]
  local reply = acquire(lock, first, seats, counted)
  if reply[1] == 1 then
    acquired[#acquired + 1] = reply
  end
  replies[lock] = reply
  first = first + seats
  counted = counted + (term.seat_cost and 2 or 0) + (term.change_cost and 1 or 0)
end
if #acquired > 0 then
  local last = head[2] * 4294967296 + call('HINCRBY', map, '#token', #acquired)
  for i = 1, #acquired do
    acquired[i][2] = last - #acquired + i
  end
end
return replies
