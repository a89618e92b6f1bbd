-- How the pages for listeners look: one row. The logo is a data URL.
create table branding (
  id smallint primary key check (id = 1),
  name text,
  tagline text,
  accent text,
  logo text check (length(logo) <= 70000),
  landing text check (length(landing) <= 20000),
  managed text not null default ''
);
insert into branding (id) values (1);
