from django.db import migrations, models

METRICS = ("first_reply", "resolution")


def into_versions(apps, schema_editor):
    """One policy for all priorities that pause alike and name the same calendar; those of normal tickets are for everybody."""
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Policy, Version = apps.get_model("inbox", "Policy"), apps.get_model("inbox", "PolicyVersion")
    groups = {}
    for row in Policy.objects.order_by("id"):
        groups.setdefault((row.calendar_id, tuple(sorted(row.pause_on))), []).append(row)
    special = [rows for rows in groups.values() if all(row.priority != "normal" for row in rows)]
    usual = [rows for rows in groups.values() if any(row.priority == "normal" for row in rows)]
    for position, rows in enumerate([*special, *usual]):
        kept, priorities = rows[0], [row.priority for row in rows]
        kept.name = "Standard" if rows in usual else f"Standard ({', '.join(priorities)})"
        kept.position = position
        kept.save()
        asked = {} if rows in usual else {"field": "priority", "op": "is", "value": priorities}
        version = Version.objects.create(
            policy=kept, number=1, conditions=asked, targets={row.priority: _targets(row) for row in rows},
            pause_on=kept.pause_on, calendar_id=kept.calendar_id,
        )
        for name, of in (("Clock", "ticket"), ("Settlement", "clock__ticket")):
            model = apps.get_model("inbox", name)
            ids = model.objects.filter(**{f"{of}__priority__in": priorities}).values("pk")
            model.objects.filter(pk__in=ids).update(policy_version=version)
        Policy.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


def _targets(row):
    return {
        metric: {"seconds": getattr(row, metric), "public_seconds": None, "business": row.business_hours,
                 "warn": [row.warn_before] if row.warn_before else []}
        for metric in METRICS
        if getattr(row, metric) is not None
    }


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0012_attention'),
    ]

    operations = [
        migrations.RunPython(into_versions),
        migrations.AlterField(model_name='policy', name='name', field=models.CharField(max_length=80, unique=True)),
        *(
            migrations.RemoveField(model_name='policy', name=name)
            for name in (
                'priority', 'first_reply', 'resolution', 'business_hours', 'warn_before', 'pause_on', 'calendar', 'version',
            )
        ),
    ]
