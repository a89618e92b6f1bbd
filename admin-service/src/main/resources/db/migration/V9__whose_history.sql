-- When a tenant was made; null: before this was noted. The history does not give it what one of the same name had before.
alter table tenants add column made_at timestamptz;
alter table tenants alter column made_at set default now();

-- The first moment behind a day, which has 23 or 25 hours where clocks are set; null: it has 24.
alter table history_days add column over_at timestamptz;
