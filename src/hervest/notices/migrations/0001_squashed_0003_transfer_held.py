import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

from hervest.core.policies import Walled, put_behind_wall


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('notices', '0001_initial'),
        ('notices', '0002_transfers'),
        ('notices', '0003_transfer_held'),
    ]

    dependencies = [
        ('accounts', '0001_squashed_0008_practice'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('emergency_taken', 'emergency_taken'), ('work_handed_over', 'work_handed_over'), ('transfer_offered', 'transfer_offered'), ('transfer_ended', 'transfer_ended'), ('transfer_held', 'transfer_held')], max_length=30)),
                ('timing', models.CharField(choices=[('at_once', 'at_once'), ('daily', 'daily'), ('never', 'never')], max_length=10)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='one_choice_per_kind')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('emergency_taken', 'emergency_taken'), ('work_handed_over', 'work_handed_over'), ('transfer_offered', 'transfer_offered'), ('transfer_ended', 'transfer_ended'), ('transfer_held', 'transfer_held')], max_length=30)),
                ('municipality', models.CharField(max_length=10)),
                ('case_code', models.CharField(blank=True, max_length=20)),
                ('once', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
                ('given_up_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, choices=[('no_server', 'no_server'), ('temporary', 'temporary'), ('refused', 'refused')], max_length=20)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('given_up_at__isnull', True), ('sent_at__isnull', True)), fields=['due_at'], name='messages_to_send')],
                'constraints': [models.UniqueConstraint(fields=('person', 'once'), name='told_once'), models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('given_up_at__isnull', True), _connector='OR'), name='sent_or_given_up')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        put_behind_wall(
            Walled("notices_outboxmessage", "municipality"),
        ),
    ]
