#!lua flags=allow-oom
--[[
  Applies committed changes to the seat map, in version order; a change that comes early waits in the map.
  KEYS[1] seat_map:{show}   KEYS[2] seat_holds:{show}: (the owner, from the lock key's value, completes the name)
  KEYS[3] cooldown:{show}: (likewise)
  KEYS[4..] seat_lock:{show}:seat, one per seat of each change that ended locks' holds, change by change
  ARGV[1] time to live of what is remembered about a missing map, ms   ARGV[2] how many changes
  ARGV[3] what is not booked and had less time left than that counts as having run out, ms
    then four per change: version, ids of the ended locks, the states, one letter per seat: A available, L locked,
    B booked, X blocked, and P for an entry of places that are booked; and '' or its areas, as JSON: area_claims:{show}, {ids of the locks whose claims are in these},
    {{area, its counts as text}, ...}
    then s:seat, one per letter, change by change
]]
local MAX_WAITING = 1000 -- MAX_WAITING_CHANGES in seat-lock-store.ts
local UNCHARGED_MS = 1800000 -- UNCHARGED_FOR_MS in limits/cooldown.ts
local CHUNK = 2000 -- Lua can't unpack more than about 8,000 values
local PER_CHANGE, BEFORE_CHANGES = 4, 3

local KEYS, ARGV, call = KEYS, ARGV, redis.call
local map = KEYS[1]
local late = tonumber(ARGV[3])
local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local head = call('HMGET', map, '#version', '#head', '#waiting', '#epoch', '#token', '#base')
local current, newest, waiting = tonumber(head[1]), tonumber(head[2] or '0'), tonumber(head[3] or '0')

-- A lock was paid: whatever its owner has let run out until now costs nothing more (see forgive.lua).
local function forgive(owner)
  call('ZADD', KEYS[3] .. owner, 0, 'ends', now, 'charged', 0, 'forgotten')
  call('PEXPIREAT', KEYS[3] .. owner, now + UNCHARGED_MS)
end

-- Ends the locks' hold on the seats. in_map: the map has come to this change, so a seat LOCKED in it was locked again since.
local function free(change, in_map)
  if not change.ended then
    return
  end
  local paid = {}
  for i = 1, #change.states do
    local key, field = KEYS[change.keys_before + i], ARGV[change.fields_before + i]
    local state = string.sub(change.states, i, i)
    local holder = state ~= 'L' and call('GET', key)
    local lock, owner = string.match(holder or '', '^(%S+) (.*)$')
    if lock and change.ended[lock] and (not in_map or call('HGET', map, field) ~= 'L') then
      local holds, seat = KEYS[2] .. owner, lock .. ' ' .. string.sub(field, 3)
      local is_booked = state == 'B' or state == 'P'
      if not is_booked and late > 0 and call('PTTL', key) < late then
        call('ZADD', holds, 'XX', now + 1, seat) -- as release.lua does
      else
        call('ZREM', holds, seat)
      end
      call('DEL', key)
      if is_booked and not paid[owner] then
        paid[owner] = true
        forgive(owner)
      end
    end
  end
end

-- Writes the states of the fields, which are list[before + 1] and those that follow.
local function write(states, list, before)
  for first = 1, #states, CHUNK do
    local taken, freed = {}, {}
    for i = first, math.min(first + CHUNK - 1, #states) do
      local state = string.sub(states, i, i)
      if state == 'A' or state == 'P' then
        freed[#freed + 1] = list[before + i]
      else
        taken[#taken + 1] = list[before + i]
        taken[#taken + 1] = state
      end
    end
    if #taken > 0 then
      call('HSET', map, unpack(taken))
    end
    if #freed > 0 then
      call('HDEL', map, unpack(freed))
    end
  end
end

-- What a change tells of areas; nil: nothing.
local function told_of(areas)
  return areas and areas ~= '' and cjson.decode(areas) or nil
end

-- What was claimed for the locks is in the numbers of the areas: as PostgreSQL has them, also where there is no map.
local function end_claims(told)
  if not told or #told[2] == 0 then
    return
  end
  local claims, is_counted, is_told = told[1], {}, {}
  for _, area in ipairs(told[3]) do
    is_told[area[1]] = true
  end
  for _, lock in ipairs(told[2]) do
    is_counted[lock] = true
  end
  for _, member in ipairs(call('ZRANGE', claims, 0, -1)) do
    local lock, area = string.match(member, '^(%S+) %d+ (.*)$')
    if is_counted[lock] and is_told[area] then
      call('ZREM', claims, member)
    end
  end
end

-- Writes how areas stand, as absolute numbers.
local function write_areas(told)
  if not told then
    return
  end
  for _, area in ipairs(told[3]) do
    call('HSET', map, 'a:' .. area[1], area[2])
  end
  end_claims(told)
end

-- Lets a change wait for those before it. Returns false when it waits already.
local function put_aside(change)
  -- Whoever writes them later may know no P.
  local packed = {(string.gsub(change.states, 'P', 'A'))}
  for i = 1, #change.states do
    packed[i + 1] = ARGV[change.fields_before + i]
  end
  packed[#change.states + 2] = change.areas
  if call('HSETNX', map, '#p:' .. change.version, cmsgpack.pack(packed)) == 0 then
    return false
  end
  waiting = waiting + 1
  if waiting > MAX_WAITING then
    -- The missing change will hardly come any more: forget the map, so that it is read from PostgreSQL again.
    call('UNLINK', map)
    call('HSET', map, '#epoch', head[4], '#token', head[5])
    current, waiting = nil, 0
  end
  return true
end

local function apply(change)
  newest = math.max(newest, change.version)
  if not current then
    free(change, false)
    end_claims(told_of(change.areas))
  elseif change.version <= current then
    -- The installed map had this change, but its lock keys may not have gone. They have for one applied since, and the lock
    -- may hold the seats again.
    if change.version <= tonumber(head[6]) then
      free(change, true)
      end_claims(told_of(change.areas))
    end
  elseif change.version > current + 1 then
    if put_aside(change) then
      free(change, false)
    end
  else
    write(change.states, ARGV, change.fields_before)
    write_areas(told_of(change.areas))
    current = change.version
    while waiting > 0 do
      local field = '#p:' .. (current + 1)
      local packed = call('HGET', map, field)
      if not packed then
        break
      end
      call('HDEL', map, field)
      local early = cmsgpack.unpack(packed)
      write(early[1], early, 1)
      write_areas(told_of(early[#early[1] + 2]))
      current = current + 1
      waiting = waiting - 1
    end
    free(change, true)
  end
end

local keys_before, fields_before = 3, BEFORE_CHANGES + PER_CHANGE * ARGV[2]
for i = 1, ARGV[2] do
  local at = BEFORE_CHANGES + PER_CHANGE * (i - 1)
  local change = {
    version = tonumber(ARGV[at + 1]),
    states = ARGV[at + 3],
    areas = ARGV[at + 4],
    keys_before = keys_before,
    fields_before = fields_before,
  }
  if ARGV[at + 2] ~= '' then
    change.ended = {}
    for lock in string.gmatch(ARGV[at + 2], '%S+') do
      change.ended[lock] = true
    end
    keys_before = keys_before + #change.states
  end
  fields_before = fields_before + #change.states
  apply(change)
end

if current then
  call('HSET', map, '#version', current, '#head', newest, '#waiting', waiting)
else
  call('HSET', map, '#head', newest)
  call('PEXPIRE', map, ARGV[1])
end
