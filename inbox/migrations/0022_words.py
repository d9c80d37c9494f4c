import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# PostgreSQL refuses a tsvector of over 1 MB: the words of a monster mail count as far as they fit.
# The table is written anew: a minute for some hundred thousand messages.
STORED = """
    ALTER TABLE inbox_message ADD COLUMN words tsvector
    GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, "left"(body_text, 100000))) STORED
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0021_contact_merges")]

    operations = [
        migrations.RemoveIndex("message", "message_search"),
        migrations.RunSQL(STORED, "ALTER TABLE inbox_message DROP COLUMN words"),
        migrations.RunSQL("CREATE INDEX message_search ON inbox_message USING gin (words)", "DROP INDEX message_search"),
        migrations.CreateModel(
            name="Said",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("sent_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="inbox.ticket"
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={"db_table": "inbox_message", "managed": False},
        ),
    ]
