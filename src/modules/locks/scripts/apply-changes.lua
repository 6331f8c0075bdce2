--[[
  Applies one committed change to the seat map, in version order; a change that comes early waits in the map.
  KEYS[1] seat_map:{show}   KEYS[2] seat_holds:{show}: (the owner, from the lock key's value, completes the name)
  KEYS[3..] seat_lock:{show}:seat, one per changed seat, when the change ended locks' holds
  ARGV[1] version   ARGV[2] time to live of what is remembered about a missing map, ms   ARGV[3] ids of the ended locks
  ARGV[4] states, one letter per seat: A available, L locked, B booked, X blocked   ARGV[5..] s:seat, one per letter
]]
local MAX_WAITING = 1000 -- MAX_WAITING_CHANGES in seat-lock-store.ts

local map, version = KEYS[1], tonumber(ARGV[1])

local ended = {}
for lock in string.gmatch(ARGV[3], '%S+') do
  ended[lock] = true
end

-- Ends the locks' hold on the seats. in_map: the map has come to this change, so a seat LOCKED in it was locked again since.
local function free(in_map)
  for i = 3, #KEYS do
    local field = ARGV[i + 2]
    local holder = string.sub(ARGV[4], i - 2, i - 2) ~= 'L' and redis.call('GET', KEYS[i])
    local lock, owner = string.match(holder or '', '^(%S+) (.*)$')
    if lock and ended[lock] and (not in_map or redis.call('HGET', map, field) ~= 'L') then
      redis.call('DEL', KEYS[i])
      redis.call('ZREM', KEYS[2] .. owner, lock .. ' ' .. string.sub(field, 3))
    end
  end
end

local head = redis.call('HMGET', map, '#version', '#head', '#waiting', '#epoch', '#token', '#base')
local current, newest = tonumber(head[1]), math.max(tonumber(head[2] or '0'), version)
local waiting = tonumber(head[3] or '0')
redis.call('HSET', map, '#head', newest)
if not current then
  redis.call('PEXPIRE', map, ARGV[2])
  free(false)
  return
end
if version <= current then
  -- The installed map had this change, but its lock keys may not have gone. They have for one applied since, and the lock
  -- may hold the seats again.
  if version <= tonumber(head[6]) then
    free(true)
  end
  return
end

local change = {}
for i = 4, #ARGV do
  change[i - 3] = ARGV[i]
end

if version > current + 1 then
  if redis.call('HSETNX', map, '#p:' .. ARGV[1], cmsgpack.pack(change)) == 0 then
    return
  end
  free(false)
  if waiting < MAX_WAITING then
    redis.call('HSET', map, '#waiting', waiting + 1)
    return
  end
  -- The missing change will hardly come any more: forget the map, so that it is read from PostgreSQL again.
  redis.call('UNLINK', map)
  redis.call('HSET', map, '#head', newest, '#epoch', head[4], '#token', head[5])
  redis.call('PEXPIRE', map, ARGV[2])
  return
end

local function apply(states, fields)
  for i = 1, #states do
    local state = string.sub(states, i, i)
    if state == 'A' then
      redis.call('HDEL', map, fields[i + 1])
    else
      redis.call('HSET', map, fields[i + 1], state)
    end
  end
end

local reached = version
apply(change[1], change)
while waiting > 0 do
  local field = '#p:' .. (reached + 1)
  local packed = redis.call('HGET', map, field)
  if not packed then
    break
  end
  redis.call('HDEL', map, field)
  local early = cmsgpack.unpack(packed)
  apply(early[1], early)
  reached = reached + 1
  waiting = waiting - 1
end
redis.call('HSET', map, '#version', reached, '#waiting', waiting)
free(true)
