import django.db.models.deletion
from django.db import migrations, models

MOVE = """
    UPDATE {table} SET warnings = ARRAY[warn_before] WHERE warn_before > 0 AND warnings = '{{}}'
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0016_team_strategy")]

    operations = [
        migrations.AddField("clock", "warned_left", models.PositiveIntegerField(blank=True, help_text="The last warning that was given.", null=True)),
        migrations.RunSQL(
            [
                "SET CONSTRAINTS ALL IMMEDIATE",
                MOVE.format(table="inbox_clock"),
                MOVE.format(table="inbox_settlement"),
                "UPDATE inbox_clock SET warned_left = warn_before WHERE warned_at IS NOT NULL",
                "UPDATE inbox_clockevent e SET \"left\" = c.warn_before FROM inbox_clock c"
                " WHERE c.id = e.clock_id AND e.kind = 'warning'",
                "SET CONSTRAINTS ALL DEFERRED",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField("clock", "warn_before"),
        migrations.RemoveField("settlement", "warn_before"),

        migrations.AlterField(
            model_name='clock',
            name='stop_reason',
            field=models.CharField(blank=True, default='', help_text='reply, solved, … see inbox/sla/clocks.py.', max_length=40),
        ),
        migrations.AlterField(
            model_name='settlement',
            name='action',
            field=models.CharField(help_text='See inbox/sla/account.py.', max_length=20),
        ),
        migrations.AlterField(
            model_name='settlement',
            name='message',
            field=models.ForeignKey(blank=True, db_index=False, help_text='What it began to wait for, or the reply that stopped it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inbox.message'),
        ),
    ]
