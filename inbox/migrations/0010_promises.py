
import django.contrib.postgres.fields
import django.db.models.deletion
import inbox.fields
import inbox.models.answers
import inbox.models.operations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0009_unknown_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActionTaken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='AutomaticMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(max_length=40)),
                ('handle', models.CharField(max_length=320)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Bulk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.JSONField(default=dict, help_text='{"changes": {field: value}} or {"macro_id": 1}')),
                ('ticket_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('done', models.PositiveIntegerField(default=0, help_text='How many of ticket_ids, from the front, were looked at.')),
                ('failed', models.JSONField(default=list, help_text='[{"ticket_id", "code", "message"}]')),
                ('undo', models.JSONField(default=list, help_text='[{"ticket_id", "changes"}]')),
                ('state', models.CharField(choices=[('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='running', max_length=10)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='CannedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shortcut', models.CharField(max_length=40, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('body_html', models.TextField()),
                ('language', models.CharField(blank=True, default='', max_length=20)),
                ('used', models.PositiveIntegerField(default=0)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ('shortcut',),
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('assigned', 'Assigned'), ('offered', 'Offered'), ('waiting', 'Waiting'), ('released', 'Released'), ('handed_over', 'Handed Over')], max_length=12)),
                ('reason', models.CharField(help_text='A code: least_loaded, sticky, no_room, absent, …', max_length=60)),
                ('considered', models.JSONField(default=list, help_text='[{"user_id", "verdict": "chosen"|"passed"|"rejected", "reason", "load", "capacity"}]')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('url', models.CharField(max_length=1000)),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, help_text='Of events; none: all.', size=None)),
                ('secrets', inbox.fields.EncryptedJSONField(default=dict, help_text='{"current": "whsec_…", "before": ""}')),
                ('active', models.BooleanField(default=True)),
                ('disabled_reason', models.CharField(blank=True, default='', max_length=300)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unmatched', models.JSONField(default=list)),
                ('duration_us', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='EventReader',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Macro',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('description', models.CharField(blank=True, default='', max_length=500)),
                ('actions', models.JSONField(default=list)),
                ('position', models.PositiveIntegerField(default=0)),
                ('used', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ('position', 'name'),
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='sla_warning, sla_breach, rule, page, rule_paused, …', max_length=30)),
                ('text', models.CharField(max_length=300)),
                ('reason', models.CharField(help_text='As in: you are its assignee.', max_length=200)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Expired'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='OnCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ('team', 'position'),
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.PositiveSmallIntegerField(default=0, help_text='How many were called before.')),
                ('text', models.CharField(max_length=300)),
                ('wait', models.PositiveIntegerField(default=300, help_text='Seconds until the next one is called.')),
                ('called_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('given_up_at', models.DateTimeField(blank=True, help_text='When everybody had been called in vain.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('conditions', models.JSONField(default=dict, help_text='See inbox/conditions.py; {} means every ticket.')),
                ('targets', models.JSONField(default=dict)),
                ('pause_on', models.JSONField(default=list, help_text='Statuses in which resolution stands still, as in ["waiting_customer"].')),
                ('bot_counts', models.BooleanField(default=False, help_text="An automation's answer counts as a reply.")),
                ('public_only', models.BooleanField(default=False, help_text='A public comment is answered in public or not at all.')),
                ('update_while_waiting', models.BooleanField(default=False, help_text='The update clock runs while the customer has to answer, too.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('policy', '-number'),
            },
        ),
        migrations.CreateModel(
            name='QueueEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('order_at', models.DateTimeField()),
                ('sticky_until', models.DateTimeField(blank=True, null=True)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, default='', help_text='Why nobody has it yet.', max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('description', models.CharField(blank=True, default='', max_length=500)),
                ('position', models.PositiveIntegerField(default=0)),
                ('enabled', models.BooleanField(default=False)),
                ('paused_at', models.DateTimeField(blank=True, help_text='Stopped by a breaker; a person starts it again.', null=True)),
                ('paused_reason', models.CharField(blank=True, default='', max_length=300)),
                ('failures', models.PositiveIntegerField(default=0, help_text='In a row.')),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('position', 'id'),
            },
        ),
        migrations.CreateModel(
            name='RuleEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('fired_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RuleJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField()),
                ('error', models.CharField(blank=True, default='', max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='RuleRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.UUIDField()),
                ('depth', models.PositiveSmallIntegerField(default=0)),
                ('outcome', models.CharField(choices=[('done', 'Done'), ('no_change', 'No Change'), ('failed', 'Failed'), ('loop_stopped', 'Loop Stopped'), ('paused', 'Paused')], max_length=12)),
                ('changes', models.JSONField(default=dict, help_text='{field: [before, after]}')),
                ('actions', models.JSONField(default=list, help_text='[{"do", "result"}]')),
                ('error', models.CharField(blank=True, default='', max_length=500)),
                ('duration_us', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RuleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('trigger', models.JSONField()),
                ('conditions', models.JSONField(default=dict)),
                ('actions', models.JSONField(default=list)),
                ('stop', models.BooleanField(default=False, help_text='Once it has run, later rules do not see the event.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('rule', '-number'),
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('language', models.CharField(blank=True, default='', help_text='ISO 639 code, if it is a language.', max_length=20)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('question', models.CharField(max_length=300)),
                ('thanks', models.CharField(blank=True, default='', max_length=300)),
                ('scale', models.CharField(choices=[('thumbs', 'Thumbs'), ('faces', 'Faces'), ('stars', 'Stars')], default='faces', max_length=8)),
                ('conditions', models.JSONField(default=dict)),
                ('delay', models.PositiveIntegerField(default=3600, help_text='Seconds after a ticket was solved.')),
                ('again_after_days', models.PositiveSmallIntegerField(default=30, help_text='Nobody is asked more often.')),
                ('active', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='SurveyAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=inbox.models.answers.new_survey_token, max_length=40, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('score', models.PositiveSmallIntegerField(blank=True, help_text='1 (bad) to 5 (good).', null=True)),
                ('comment', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.CreateModel(
            name='Timer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('ref', models.BigIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('data', models.JSONField(default=dict)),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Failed ones; each puts it off.')),
                ('error', models.CharField(blank=True, default='', max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='UserSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(help_text='1 to 5.')),
            ],
        ),
        migrations.CreateModel(
            name='WebhookAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(blank=True, help_text='Null: no answer.', null=True)),
                ('detail', models.CharField(blank=True, default='', max_length=500)),
                ('duration_ms', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('payload', models.JSONField()),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('delivered', 'Delivered'), ('failed', 'Failed')], default='queued', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField()),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'webhook deliveries',
            },
        ),
        migrations.RemoveConstraint(
            model_name='clockevent',
            name='once_per_clock_and_kind',
        ),
        migrations.AddField(
            model_name='clock',
            name='excuse',
            field=models.CharField(blank=True, db_default='', default='', help_text='Why it is none.', max_length=300),
        ),
        migrations.AddField(
            model_name='clock',
            name='excused_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clock',
            name='excused_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='clock',
            name='visibility',
            field=models.CharField(blank=True, db_default='', default='', help_text='Of the message that it waits to see answered.', max_length=8),
        ),
        migrations.AddField(
            model_name='clock',
            name='warnings',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), blank=True, db_default=[], default=list, help_text='Seconds left.', size=None),
        ),
        migrations.AddField(
            model_name='clockevent',
            name='left',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='Seconds left when a warning was due.'),
        ),
        migrations.AddField(
            model_name='contact',
            name='vip',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='contact',
            name='zone',
            field=models.CharField(blank=True, db_default='', default='', help_text='IANA name, if known.', max_length=60),
        ),
        migrations.AddField(
            model_name='event',
            name='cause',
            field=models.ForeignKey(blank=True, db_index=False, help_text='The event to which a rule answered with this one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inbox.event'),
        ),
        migrations.AddField(
            model_name='event',
            name='chain',
            field=models.UUIDField(blank=True, help_text='What one first event led to; null: nothing yet.', null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='depth',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Rules between the first event and it.'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='auto_close_days',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='A solved ticket closes after so many days; 0: never.'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='rules_paused',
            field=models.BooleanField(db_default=False, default=False, help_text='The switch that stops all rules.'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='work_weights',
            field=models.JSONField(default=inbox.models.operations.default_weights, help_text='How much of a person a ticket takes, in hundredths of a mail, by its work.'),
        ),
        migrations.AddField(
            model_name='policy',
            name='active',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='policy',
            name='name',
            field=models.CharField(default='', max_length=80),
        ),
        migrations.AddField(
            model_name='policy',
            name='position',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='settlement',
            name='visibility',
            field=models.CharField(blank=True, db_default='', default='', max_length=8),
        ),
        migrations.AddField(
            model_name='settlement',
            name='warnings',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='team',
            name='after_hours',
            field=models.CharField(choices=[('queue', 'Queue'), ('hand_over', 'Hand Over')], db_default='queue', default='queue', max_length=10),
        ),
        migrations.AddField(
            model_name='team',
            name='hand_over_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='inbox.team'),
        ),
        migrations.AddField(
            model_name='team',
            name='offers',
            field=models.BooleanField(db_default=False, default=False, help_text='Chats are offered for 30 seconds, not assigned.'),
        ),
        migrations.AddField(
            model_name='team',
            name='ramp',
            field=models.PositiveSmallIntegerField(db_default=5, default=5, help_text='At most so many new tickets per person and minute; 0: no limit.'),
        ),
        migrations.AddField(
            model_name='team',
            name='relax_after',
            field=models.PositiveIntegerField(db_default=1800, default=1800, help_text='Seconds after which skills are wished for, not asked; 0: never.'),
        ),
        migrations.AddField(
            model_name='team',
            name='sticky_days',
            field=models.PositiveSmallIntegerField(db_default=14, default=14, help_text='Customers come back to who answered them within so many days; 0: never.'),
        ),
        migrations.AddField(
            model_name='team',
            name='sticky_wait',
            field=models.PositiveIntegerField(db_default=600, default=600, help_text='Seconds to wait for that person while they are at work.'),
        ),
        migrations.AddField(
            model_name='team',
            name='strategy',
            field=models.CharField(choices=[('manual', 'Manual'), ('least_loaded', 'Least Loaded'), ('round_robin', 'Round Robin')], db_default='manual', default='manual', max_length=14),
        ),
        migrations.AddField(
            model_name='team',
            name='take_back',
            field=models.CharField(choices=[('keep', 'Keep'), ('release', 'Release'), ('release_on_reply', 'Release On Reply')], db_default='release', default='release', max_length=16),
        ),
        migrations.AddField(
            model_name='team',
            name='vip_reserve',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Room that everybody keeps for VIPs, counted in mails.'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='needs',
            field=models.JSONField(blank=True, db_default={}, default=dict, help_text='Skills that routing asks for: {skill id: level 1–5}.'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='work',
            field=models.CharField(choices=[('chat', 'Chat'), ('mail', 'Mail'), ('comment', 'Comment')], db_default='mail', default='mail', help_text='How much of a person it takes.', max_length=8),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='language',
            field=models.CharField(blank=True, default='', help_text='Of the customer, as they write.', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='clockevent',
            constraint=models.UniqueConstraint(fields=('clock', 'kind', 'left'), name='once_per_clock_and_kind'),
        ),
        migrations.AddField(
            model_name='actiontaken',
            name='event',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.event'),
        ),
        migrations.AddField(
            model_name='automaticmessage',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.message'),
        ),
        migrations.AddField(
            model_name='bulk',
            name='actor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='cannedanswer',
            name='team',
            field=models.ForeignKey(blank=True, help_text='Null: all.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.team'),
        ),
        migrations.AddField(
            model_name='decision',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='inbox.team'),
        ),
        migrations.AddField(
            model_name='decision',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='inbox.ticket'),
        ),
        migrations.AddField(
            model_name='decision',
            name='user',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evaluation',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.event'),
        ),
        migrations.AddField(
            model_name='evaluation',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.ticket'),
        ),
        migrations.AddField(
            model_name='macro',
            name='team',
            field=models.ForeignKey(blank=True, help_text='Null: all.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.team'),
        ),
        migrations.AddField(
            model_name='notification',
            name='ticket',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.ticket'),
        ),
        migrations.AddField(
            model_name='notification',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='offer',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='inbox.ticket'),
        ),
        migrations.AddField(
            model_name='offer',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='oncall',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='on_call', to='inbox.team'),
        ),
        migrations.AddField(
            model_name='oncall',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='page',
            name='acknowledged_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='page',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='inbox.ticket'),
        ),
        migrations.AddField(
            model_name='page',
            name='user',
            field=models.ForeignKey(help_text='Called now.', on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='calendar',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inbox.calendar'),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='created_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='policy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='inbox.policy'),
        ),
        migrations.AddField(
            model_name='clock',
            name='policy_version',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inbox.policyversion'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='policy_version',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inbox.policyversion'),
        ),
        migrations.AddField(
            model_name='queueentry',
            name='sticky',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='queueentry',
            name='team',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='queue', to='inbox.team'),
        ),
        migrations.AddField(
            model_name='queueentry',
            name='ticket',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='queued', to='inbox.ticket'),
        ),
        migrations.AddField(
            model_name='rule',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='automaticmessage',
            name='rule',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='inbox.rule'),
        ),
        migrations.AddField(
            model_name='ruleentry',
            name='rule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.rule'),
        ),
        migrations.AddField(
            model_name='ruleentry',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.ticket'),
        ),
        migrations.AddField(
            model_name='rulejob',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.event'),
        ),
        migrations.AddField(
            model_name='rulejob',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.ticket'),
        ),
        migrations.AddField(
            model_name='rulerun',
            name='event',
            field=models.ForeignKey(blank=True, help_text='Null: by time.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.event'),
        ),
        migrations.AddField(
            model_name='rulerun',
            name='rule',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='inbox.rule'),
        ),
        migrations.AddField(
            model_name='rulerun',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rule_runs', to='inbox.ticket'),
        ),
        migrations.AddField(
            model_name='ruleversion',
            name='created_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ruleversion',
            name='rule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='inbox.rule'),
        ),
        migrations.AddField(
            model_name='rulerun',
            name='version',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.ruleversion'),
        ),
        migrations.AddField(
            model_name='actiontaken',
            name='version',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.ruleversion'),
        ),
        migrations.AddConstraint(
            model_name='skill',
            constraint=models.UniqueConstraint(condition=models.Q(('language', ''), _negated=True), fields=('language',), name='one_language_skill'),
        ),
        migrations.AddField(
            model_name='surveyanswer',
            name='agent',
            field=models.ForeignKey(blank=True, help_text='Who solved it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='surveyanswer',
            name='contact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='survey_answers', to='inbox.contact'),
        ),
        migrations.AddField(
            model_name='surveyanswer',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='inbox.survey'),
        ),
        migrations.AddField(
            model_name='surveyanswer',
            name='ticket',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='survey_answer', to='inbox.ticket'),
        ),
        migrations.AddField(
            model_name='timer',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='timers', to='inbox.ticket'),
        ),
        migrations.AddField(
            model_name='userskill',
            name='skill',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='inbox.skill'),
        ),
        migrations.AddField(
            model_name='userskill',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skills', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='endpoint',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='inbox.endpoint'),
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='event',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.event'),
        ),
        migrations.AddField(
            model_name='webhookattempt',
            name='delivery',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='log', to='inbox.webhookdelivery'),
        ),
        migrations.AddIndex(
            model_name='bulk',
            index=models.Index(condition=models.Q(('state', 'running')), fields=['id'], name='bulk_running'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['ticket', '-id'], name='decision_ticket'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(condition=models.Q(('user__isnull', False)), fields=['user', '-at'], name='decision_user'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['at'], name='decision_age'),
        ),
        migrations.AddIndex(
            model_name='evaluation',
            index=models.Index(fields=['ticket', '-id'], name='evaluation_ticket'),
        ),
        migrations.AddIndex(
            model_name='evaluation',
            index=models.Index(fields=['at'], name='evaluation_age'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['user', '-id'], name='notification_user'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['user'], name='notification_unread'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('ticket',), name='one_open_offer_per_ticket'),
        ),
        migrations.AddConstraint(
            model_name='oncall',
            constraint=models.UniqueConstraint(fields=('team', 'user'), name='on_call_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.UniqueConstraint(condition=models.Q(('acknowledged_at__isnull', True), ('given_up_at__isnull', True)), fields=('ticket',), name='one_open_page_per_ticket'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('policy', 'number'), name='one_policy_version'),
        ),
        migrations.AddIndex(
            model_name='queueentry',
            index=models.Index(fields=['team', 'order_at', 'id'], name='queue_order'),
        ),
        migrations.AddIndex(
            model_name='automaticmessage',
            index=models.Index(fields=['network', 'handle', '-at'], name='automatic_recipient'),
        ),
        migrations.AddIndex(
            model_name='automaticmessage',
            index=models.Index(fields=['rule', '-at'], name='automatic_rule'),
        ),
        migrations.AddConstraint(
            model_name='ruleentry',
            constraint=models.UniqueConstraint(fields=('ticket', 'rule'), name='one_entry_per_rule'),
        ),
        migrations.AddIndex(
            model_name='rulejob',
            index=models.Index(fields=['next_attempt_at', 'id'], name='rulejob_due'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.UniqueConstraint(fields=('rule', 'number'), name='one_rule_version'),
        ),
        migrations.AddIndex(
            model_name='rulerun',
            index=models.Index(fields=['rule', '-id'], name='rulerun_rule'),
        ),
        migrations.AddIndex(
            model_name='rulerun',
            index=models.Index(fields=['ticket', '-id'], name='rulerun_ticket'),
        ),
        migrations.AddIndex(
            model_name='rulerun',
            index=models.Index(fields=['at'], name='rulerun_age'),
        ),
        migrations.AddConstraint(
            model_name='rulerun',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome__in', ('done', 'no_change'))), fields=('ticket', 'chain', 'rule'), name='one_run_per_rule_and_chain'),
        ),
        migrations.AddConstraint(
            model_name='actiontaken',
            constraint=models.UniqueConstraint(fields=('event', 'version', 'number'), name='one_action_taken'),
        ),
        migrations.AddIndex(
            model_name='surveyanswer',
            index=models.Index(fields=['-answered_at'], name='survey_answered'),
        ),
        migrations.AddIndex(
            model_name='timer',
            index=models.Index(fields=['due_at', 'id'], name='timer_due'),
        ),
        migrations.AddConstraint(
            model_name='timer',
            constraint=models.UniqueConstraint(fields=('ticket', 'kind', 'ref'), name='one_timer'),
        ),
        migrations.AddConstraint(
            model_name='userskill',
            constraint=models.UniqueConstraint(fields=('user', 'skill'), name='one_skill_level'),
        ),
        migrations.AddConstraint(
            model_name='userskill',
            constraint=models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='skill_level_1_to_5'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['next_attempt_at'], name='webhook_due'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(fields=['endpoint', '-id'], name='webhook_endpoint'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(fields=('endpoint', 'event'), name='one_webhook_per_event'),
        ),
        # Snoozes end by timers from now on, and events are answered from now on.
        migrations.RunSQL(
            "INSERT INTO inbox_timer (kind, ticket_id, ref, due_at, data, attempts, error)"
            " SELECT 'snooze', id, 0, snoozed_until, '{}', 0, '' FROM inbox_ticket WHERE snoozed_until IS NOT NULL",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "INSERT INTO inbox_eventreader (name, seq) SELECT 'reactions', coalesce(max(seq), 0) FROM inbox_event",
            migrations.RunSQL.noop,
        ),
    ]
