#!lua flags=allow-oom
--[[
  Reads an entry, where it could be forgotten now: what changes while Redis takes no writes makes no entry go. So this script is
  not marked as one that only reads: Redis refuses it as it refuses writes (it can't write its file, is a replica, lacks some).
  An entry that was stored in another run of the server is none, unless it is to be kept: a server that fell back to an older state (its
  file, a replica) has what was forgotten since.
  KEYS[1] the entry: "<version> <run> <value>", whose run is "-" where it is kept over restarts   KEYS[2] its floor
  Returns "<version> <value>", or nil.
]]
if not (redis.acl_check_cmd('DEL', KEYS[1]) and redis.acl_check_cmd('SET', KEYS[2], '0', 'PX', '1')) then
  return redis.error_reply('NOPERM no right to write, so what is read may be old')
end
local entry = redis.call('GET', KEYS[1])
if not entry then
  return nil
end
local version, run, value = string.match(entry, '^(%d+) (%S+) (.*)$')
if run == nil then
  return nil
end
if run ~= '-' and run ~= string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') then
  return nil
end
return version .. ' ' .. value
