"""Journal rows are written once: the privilege says so, and this trigger says it again, to the owner too.

`journal_entrybody` has the UPDATE half only: the retention job, under its own role, may delete a body.
"""

from django.db import migrations

TABLES = ("chain", "entry", "link", "place", "checkpoint", "access")

CREATE = """
create function journal_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'journal rows are written once (%%)', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger journal_entrybody_written_once before update on journal_entrybody
  for each row execute function journal_refuse_change();
""".replace("%%", "%") + "".join(
    f"create trigger journal_{table}_written_once before update or delete on journal_{table} "
    "for each row execute function journal_refuse_change();\n"
    f"create trigger journal_{table}_kept before truncate on journal_{table} "
    "for each statement execute function journal_refuse_change();\n"
    for table in TABLES
)
DROP = "drop function journal_refuse_change() cascade;"


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
