#!lua flags=allow-oom
--[[
  Frees the mutex, if it is still the caller's.
  KEYS[1] the mutex
  ARGV[1] the holder's token
  Returns 1, or 0 when the lease was lost.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
