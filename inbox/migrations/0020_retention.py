from django.db import migrations, models

KNOWN = """
    INSERT INTO inbox_label (name, colour, description, created_at)
    SELECT DISTINCT ON (lower(word)) word, 'grey', '', now() FROM inbox_ticket, unnest(labels) AS word
    WHERE word <> '' ORDER BY lower(word), word
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0019_attention")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="removed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Its words are gone, by the rules of retention; the row stays for figures.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="removed_at",
            field=models.DateTimeField(blank=True, help_text="All of theirs is gone, and so are they.", null=True),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("removed_at__isnull", True), ("status__in", ("closed", "spam"))),
                fields=["status", "last_message_at"],
                name="ticket_over",
            ),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
