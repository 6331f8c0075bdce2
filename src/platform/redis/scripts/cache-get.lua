#!lua flags=allow-oom
--[[
  Reads an entry, where it could be forgotten now: what changes while Redis takes no writes makes no entry go. So this script is
  not marked as one that only reads: Redis refuses it as it refuses writes (it can't write its file, is a replica, lacks some).
  KEYS[1] the entry: "<version> <value>"   KEYS[2] its floor
  Returns the entry, or nil.
]]
if not (redis.acl_check_cmd('DEL', KEYS[1]) and redis.acl_check_cmd('SET', KEYS[2], '0', 'PX', '1')) then
  return redis.error_reply('NOPERM no right to write, so what is read may be old')
end
return redis.call('GET', KEYS[1])
