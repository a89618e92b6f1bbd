-- Whether somebody else chose the password: its user is asked for another one.
alter table users add column password_given boolean not null default false;
