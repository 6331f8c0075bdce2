#!lua flags=allow-oom
--[[
  What the lock holds counts for its owner no more, and never as having run out.
  KEYS[1] seat_holds:{show}:owner   ARGV[1] lock id
]]
local prefix = ARGV[1] .. ' '
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if string.sub(member, 1, #prefix) == prefix then
    redis.call('ZREM', KEYS[1], member)
  end
end
