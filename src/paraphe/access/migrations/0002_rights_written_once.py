"""What the database itself refuses about rights: two on one key at one time, and changing one but to close it once.

The keys of the exclusion are written as expressions (`siren + 0`) so that the planner never answers a decision by that
index: it is ten times slower than the btree (performance.md, section 3).
"""

from django.db import migrations

CREATE = """
create extension if not exists btree_gist;
alter table access_habilitation add constraint access_habilitation_no_overlap exclude using gist (
  (person_id + 0) with =, (siren + 0) with =, (coalesce(siret, 0)) with =, (service_id + 0) with =,
  tstzrange(valid_from, greatest(valid_from, least(valid_to, closed_at))) with &&
);
create function access_close_once() returns trigger language plpgsql as $$
declare
  before jsonb := to_jsonb(old) - 'closed_at' - 'closed_entry' - 'ends_at';
  after jsonb := to_jsonb(new) - 'closed_at' - 'closed_entry' - 'ends_at';
begin
  if tg_op = 'DELETE' then
    raise exception 'rows of rights are kept (%)', tg_table_name using errcode = 'integrity_constraint_violation';
  end if;
  if before <> after or old.closed_at is not null or new.closed_at is null then
    raise exception 'rows of rights are closed once and change no other way (%)', tg_table_name
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger access_habilitation_close_once before update or delete on access_habilitation
  for each row execute function access_close_once();
create trigger access_membership_close_once before update or delete on access_membership
  for each row execute function access_close_once();
create trigger access_subscription_close_once before update or delete on access_subscription
  for each row execute function access_close_once();
"""
DROP = """
drop function access_close_once() cascade;
alter table access_habilitation drop constraint access_habilitation_no_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
