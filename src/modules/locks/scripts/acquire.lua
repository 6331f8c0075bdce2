#!lua
--[[
  For each of some locks of a show, one after the other: holds all its seats and places, or none.
  KEYS[1] seat_map:{show}   KEYS[2..locks+1] seat_holds:{show}:owner, one per lock
    then for each lock address_holds:{show}:address and address_budget:{show}:address, if its address is counted,
    lock_changes:{show}:caller, if its changes are, cooldown:{show}:owner, if its owner has cool-downs, and
    address_cooldown:{show}:address and unpaid_holds:{show}:address, if its address has
    then seat_lock:{show}:seat, one per seat of the first lock, then of the second, ...
  ARGV[1] how many locks   ARGV[2] how many terms, which locks share   ARGV[3] what seat_lock keys begin with
  ARGV[4] '' or the places that locks want of areas, as JSON: area_claims:{show}, {{lock, area, how many more than it has}, ...}, in the
    order of the locks, and {{lock, how many it has, in whichever areas}, ...} of those that have some
  ARGV[5] '' or admissions:{show}, where some of the locks need an admission (see modules/waiting-room/admission-keys.ts)
    then five per lock: its id, owner id, how many seats, which of the terms, from 1, and of how many places the last of its
    seats is the entry (see place-entries.ts), 0: of none
    then thirteen per terms: time to live in ms; most locks and most seats that the owner may hold, or '' without limits; most seats
    from the address or '', what a seat costs of the address's budget or '' when it is not counted, the whole budget and when
    the hold has ended for sure, all in ms; what this change costs of the caller's budget for changes or '' when it is not
    counted, and that whole budget, in ms; the positions in the lock of seats that may be blocked, with commas, or ''; for how long the owner's
      admission lasts from the lock on, in ms, or '' where none is needed; the cool-downs of the owner and of the address, '' or as cooldownText of
      acquire-call.ts writes them
    then s:seat (the map's field), one per seat, in the order of their keys
  Returns {} map missing, or for each lock
    {1, fencing token, lapsed} acquired | {2, seat, reason, seat, reason, ...} refused
    {3, limit, held, retry} limit exceeded | {4, 0} not admitted | {4, 1} it is not known who is admitted
    seat: 1-based position in the lock   reason: 1 locked by other, 2 locked by the same owner, 3 booked, 4 blocked; or, of an
      area that has too few places left, its 1-based position among the lock's areas, negative, and how many it has
    lapsed: how many seats the map has as L and nobody holds here: PostgreSQL decides
    limit: 1 locks, 2 seats of the owner, 3 seats of the address, 4 budget of the address, 5 changes of the caller, 6 cool-down of the owner,
      7 cool-down of the address
    held: what counts of it now
    retry: after so many ms it may be different, 0 for the owner's limits
]]
local KEYS, ARGV, call = KEYS, ARGV, redis.call
local CHUNK = 4000 -- Lua can't unpack more than about 8,000 values
local MEMBERS = 2000 -- each with its score
local PER_LOCK, PER_TERMS = 5, 13
local DEMANDS, BEFORE_LOCKS = 4, 5
local ENTRY = 1 -- the first byte of an entry of places; no seat's id begins with it
local CLAIM_MS = 15000 -- until when places are kept for who has not told yet whether PostgreSQL gives them
local UNCHARGED_MS = 1800000 -- UNCHARGED_FOR_MS in limits/cooldown.ts
local MAX_DUE = 200 -- locks of an address that are looked at in one call, once they are over; others follow with the next
local COUNT = '#count' -- of the seats in all entries of an address; no entry is called like it

local map = KEYS[1]
local head = call('HMGET', map, '#version', '#epoch')
if not head[1] then
  return {}
end

local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local locks, terms = tonumber(ARGV[1]), {}

-- Cooldown of limits/cooldown.ts, as text; nil: none.
local function cooldown_of(text)
  if text == '' then
    return nil
  end
  local counts_seats, free, first, longest, forget, most = string.match(text, '^(%d) (%d+) (%d+) (%d+) (%d+) (%d+)$')
  return {
    counts_seats = counts_seats == '1',
    free = tonumber(free),
    first = tonumber(first),
    longest = tonumber(longest),
    forget = tonumber(forget),
    most = tonumber(most),
  }
end

local terms_before = BEFORE_LOCKS + PER_LOCK * locks
local fields_before = terms_before + PER_TERMS * ARGV[2]
for i = 1, ARGV[2] do
  local ttl, most_locks, most_seats, address_most, seat_cost, address_budget, lasts, change_cost, change_budget, allotted,
    admission, cooldown, address_cooldown =
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
    cooldown = cooldown_of(cooldown),
    address_cooldown = cooldown_of(address_cooldown),
  }
  terms[i].uncharged = (terms[i].cooldown or terms[i].address_cooldown) and UNCHARGED_MS or 0
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
  local entries = call('ZRANGEBYSCORE', holds, string.format('(%d', now), '+inf')
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

-- What is kept of the cool-down of an owner or an address: a sorted set of moments.
local function cooldown_at(key)
  local state = {ends = 0, charged = 0, forgotten = 0}
  local moments = call('ZRANGE', key, 0, -1, 'WITHSCORES')
  for i = 1, #moments, 2 do
    state[moments[i]] = tonumber(moments[i + 1])
  end
  return state
end

local function keep(key, state)
  call('ZADD', key, state.ends, 'ends', state.charged, 'charged', state.forgotten, 'forgotten')
  call('PEXPIREAT', key, math.max(state.ends, state.charged + UNCHARGED_MS, state.forgotten))
end

-- `remembered` of limits/cooldown.ts.
local function remembered(state, cooldown, at)
  return math.max(0, math.ceil((state.forgotten - at) / cooldown.forget))
end

-- `charged` of limits/cooldown.ts.
local function charge_expired(state, cooldown, hold)
  local count, at = cooldown.counts_seats and hold.seats or 1, hold.at
  local forgotten = math.max(state.forgotten, at) + count * cooldown.forget
  state.forgotten = math.max(state.forgotten, math.min(forgotten, at + cooldown.most * cooldown.forget))
  local steps = math.floor((remembered(state, cooldown, at) - 1) / cooldown.free)
  if steps > 0 then
    state.ends = math.max(state.ends, at + math.min(cooldown.longest, cooldown.first * 2 ^ (steps - 1)))
  end
end

-- Of the locks with holds in the set, or of that one: until when they hold seats, how many of their seats have run out and are not booked,
-- and when the last of them did. What was given back or booked in time is not there any more.
local function holds_of(holds, lock)
  local of_lock, fields, of_field = {}, {}, {}
  local entries = call('ZRANGE', holds, 0, -1, 'WITHSCORES')
  for i = 1, #entries, 2 do
    local id, seat = string.match(entries[i], '^(%S+) (.*)$')
    local at = tonumber(entries[i + 1])
    if not lock or id == lock then
      local hold = of_lock[id] or {seats = 0, at = 0, ends = 0}
      of_lock[id] = hold
      if at > now then
        hold.ends = math.max(hold.ends, at)
      else
        hold.at = math.max(hold.at, at)
        if string.byte(seat) == ENTRY then
          hold.seats = hold.seats + weight_of(seat)
        else
          fields[#fields + 1] = 's:' .. seat
          of_field[#of_field + 1] = hold
        end
      end
    end
  end
  for first = 1, #fields, CHUNK do
    local last = math.min(first + CHUNK - 1, #fields)
    local found = call('HMGET', map, unpack(fields, first, last))
    for i = first, last do
      if found[i - first + 1] ~= 'B' then
        of_field[i].seats = of_field[i].seats + 1
      end
    end
  end
  return of_lock
end

-- Charges the owner for holds that have run out since it was last looked at. Returns how its cool-down stands.
local function charge_owner(cooldown, key, holds)
  local state = cooldown_at(key)
  if call('ZCOUNT', holds, string.format('(%d', state.charged), now) == 0 then
    return state
  end
  local expired = {}
  for _, hold in pairs(holds_of(holds)) do
    if hold.ends == 0 and hold.seats > 0 and hold.at > state.charged then
      expired[#expired + 1] = hold
    end
  end
  table.sort(expired, function(one, other)
    return one.at < other.at
  end)
  for i = 1, #expired do
    charge_expired(state, cooldown, expired[i])
  end
  state.charged = now
  keep(key, state)
  return state
end

-- The same for the address, whose locks are in `unpaid`. `holds_name`: the beginning of all owners' seat_holds.
local function charge_address(cooldown, key, unpaid, holds_name)
  local state = cooldown_at(key)
  local due = call('ZRANGEBYSCORE', unpaid, '-inf', now, 'LIMIT', 0, MAX_DUE)
  for i = 1, #due do
    local id, owner = string.match(due[i], '^(%S+) (.*)$')
    local hold = holds_of(holds_name .. owner, id)[id]
    if hold and hold.ends > 0 then
      call('ZADD', unpaid, hold.ends, due[i])
    else
      call('ZREM', unpaid, due[i])
      if hold and hold.seats > 0 then
        charge_expired(state, cooldown, hold)
      end
    end
  end
  if #due > 0 then
    keep(key, state)
  end
  return state
end

-- The refusal of an owner, or an address, that has let too much run out unpaid; or nil. `counted`: where their keys begin.
local function cools_down(term, counted, holds, owner)
  local at = counted
  if term.cooldown then
    local state = charge_owner(term.cooldown, KEYS[at], holds)
    at = at + 1
    if state.ends > now then
      return {3, 6, remembered(state, term.cooldown, now), state.ends - now}
    end
  end
  if term.address_cooldown then
    local holds_name = string.sub(holds, 1, #holds - #owner)
    local state = charge_address(term.address_cooldown, KEYS[at], KEYS[at + 1], holds_name)
    if state.ends > now then
      return {3, 7, remembered(state, term.address_cooldown, now), state.ends - now}
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

  local cooldowns = counted + (term.seat_cost and 2 or 0) + (term.change_cost and 1 or 0)
  if takes and term.uncharged > 0 then
    local excess = cools_down(term, cooldowns, holds, owner)
    if excess then
      return excess
    end
  end

  local holds_ttl = call('PTTL', holds) -- negative: the owner holds nothing
  if holds_ttl >= 0 and call('ZREMRANGEBYSCORE', holds, '-inf', now - term.uncharged) > 0 then
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
  if holds_ttl < term.ttl + term.uncharged then
    call('PEXPIREAT', holds, string.format('%d', deadline + term.uncharged))
  end
  if term.address_cooldown and takes then
    local unpaid = KEYS[cooldowns + (term.cooldown and 2 or 1)]
    call('ZADD', unpaid, deadline, prefix .. owner)
    call('PEXPIREAT', unpaid, string.format('%d', now + term.lasts + UNCHARGED_MS))
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
  counted = counted + (term.cooldown and 1 or 0) + (term.address_cooldown and 2 or 0)
end
if #acquired > 0 then
  local last = head[2] * 4294967296 + call('HINCRBY', map, '#token', #acquired)
  for i = 1, #acquired do
    acquired[i][2] = last - #acquired + i
  end
end
return replies
