from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("inbox", "0022_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="paused_at",
            field=models.DateTimeField(blank=True, help_text="Since then nothing is fetched, read or sent; calls are kept until it goes on.", null=True),
        ),
        migrations.AlterField(
            model_name="channel",
            name="active",
            field=models.BooleanField(default=True, help_text="False: switched off for good; its network stops calling us."),
        ),
    ]
