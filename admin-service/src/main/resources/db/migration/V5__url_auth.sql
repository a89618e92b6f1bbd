-- Who is asked about the listeners and sources of a mount; without a header it is nobody.
alter table mounts add column auth_listener_add text;
alter table mounts add column auth_listener_remove text;
alter table mounts add column auth_source_connect text;
alter table mounts add column auth_header text;
alter table mounts add column auth_timeout_ms integer not null default 5000;
alter table mounts add column auth_when_down text not null default 'DENY';
alter table mounts add column auth_cache_ms integer not null default 0;
