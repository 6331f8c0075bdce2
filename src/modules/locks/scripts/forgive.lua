#!lua flags=allow-oom
--[[
  Seats were paid: their owner's cool-down begins anew, and of what the address has let run out unpaid as many are taken off.
  KEYS[1] cooldown:{show}:owner   KEYS[2] address_cooldown:{show}:address, or none
  ARGV[1] how many seats   ARGV[2] the cool-down of the address, as cooldownText of acquire-call.ts writes it
]]
local UNCHARGED_MS = 1800000 -- UNCHARGED_FOR_MS in limits/cooldown.ts
local call = redis.call

local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
-- What has run out until now counts as charged.
call('ZADD', KEYS[1], 0, 'ends', now, 'charged', 0, 'forgotten')
call('PEXPIREAT', KEYS[1], now + UNCHARGED_MS)

local forgotten = KEYS[2] and call('ZSCORE', KEYS[2], 'forgotten')
if not forgotten then
  return
end
-- `forgiven` of limits/cooldown.ts.
local counts_seats, free, _, _, forget = string.match(ARGV[2], '^(%d) (%d+) (%d+) (%d+) (%d+) %d+$')
local count = counts_seats == '1' and tonumber(ARGV[1]) or 1
local after = tonumber(forgotten) - count * forget
call('ZADD', KEYS[2], after, 'forgotten')
if math.ceil((after - now) / forget) <= tonumber(free) then
  call('ZADD', KEYS[2], 0, 'ends')
end
