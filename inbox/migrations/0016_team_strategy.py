from django.db import migrations


def keep_what_was_chosen(apps, schema_editor):
    """Teams that gave new tickets to whoever had the most room go on doing so."""
    Team = apps.get_model("inbox", "Team")
    Team.objects.filter(auto_assign=True, strategy="manual").update(strategy="least_loaded", ramp=0)


class Migration(migrations.Migration):
    dependencies = [("inbox", "0015_apply_policies")]
    operations = [
        migrations.RunPython(keep_what_was_chosen, migrations.RunPython.noop),
        migrations.RemoveField(model_name="team", name="auto_assign"),
    ]
