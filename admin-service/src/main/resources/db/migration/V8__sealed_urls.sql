-- The URL of a webhook, encrypted like its secret: its path may be one. url keeps scheme and host; where sealed_url is null it is still whole, until the admin service starts with its key.
alter table webhooks add column sealed_url text;

-- What the audit log has of such URLs, and of what stands behind the path of hooks of URL authentication.
update audit set
  before = regexp_replace(before, '("url":"https?://[^/?"]*)[/?][^"]+"', '\1/..."', 'i'),
  after = regexp_replace(after, '("url":"https?://[^/?"]*)[/?][^"]+"', '\1/..."', 'i')
where object like 'webhook %';
update audit set
  before = regexp_replace(before, '("(?:listenerAdd|listenerRemove|sourceConnect)":"[^"?]*)\?[^"]*"', '\1?..."', 'g'),
  after = regexp_replace(after, '("(?:listenerAdd|listenerRemove|sourceConnect)":"[^"?]*)\?[^"]*"', '\1?..."', 'g')
where object like 'mount %' and (before like '%"auth":{%' or after like '%"auth":{%');

-- Addresses are forgotten long before the rest: those that are left are found without reading what has none.
create index audit_addresses on audit (at) where address is not null;
