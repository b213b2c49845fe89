import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

from hervest.core.policies import Walled, put_behind_wall


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('households', '0001_initial'),
        ('households', '0002_wishes_about_living'),
        ('households', '0003_corrected_for_named_readers'),
        ('households', '0004_left_why'),
        ('households', '0005_choices'),
        ('households', '0006_health_help'),
    ]

    dependencies = [
        ('journey', '0001_squashed_0010_workflow_version'),
    ]

    operations = [
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality', models.CharField(max_length=6)),
                ('dossier_number', models.CharField(blank=True, max_length=200)),
                ('country_of_stay', models.CharField(blank=True, max_length=3)),
                ('stay', models.CharField(blank=True, choices=[('camp', 'camp'), ('city', 'city'), ('unknown', 'unknown')], max_length=20)),
                ('years_displaced', models.PositiveIntegerField(null=True)),
                ('contact_language', models.CharField(blank=True, max_length=3)),
                ('is_interpreter_needed', models.BooleanField(null=True)),
                ('sponsor_wish', models.CharField(blank=True, choices=[('yes', 'yes'), ('no', 'no'), ('later', 'later')], max_length=10)),
                ('wants_sharing', models.BooleanField(null=True)),
                ('place_wishes', models.JSONField(default=list)),
                ('room_sharers', models.JSONField(default=list)),
                ('remarks', models.TextField(blank=True)),
                ('corrected', models.JSONField(default=dict)),
                ('corrected_for_named', models.JSONField(default=dict)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='household', to='journey.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('dossier_number', ''), _negated=True), fields=('municipality', 'dossier_number'), name='dossier_number_once_per_municipality')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='HealthHelpChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_no', models.PositiveIntegerField()),
                ('language', models.CharField(max_length=3)),
                ('interpreting', models.CharField(choices=[('not_needed', 'not_needed'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('how', models.CharField(choices=[('oral', 'oral'), ('written', 'written')], max_length=10)),
                ('was_read_aloud', models.BooleanField()),
                ('was_abroad', models.BooleanField()),
                ('said_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('items', models.JSONField(default=list)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='households.household')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('member_no__gt', 0)), name='healthhelpchoice_is_of_a_person')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.PositiveIntegerField()),
                ('role', models.CharField(choices=[('head', 'head'), ('partner', 'partner'), ('child', 'child'), ('parent', 'parent'), ('other', 'other')], max_length=10)),
                ('first_name', models.CharField(blank=True, max_length=200)),
                ('last_name', models.CharField(blank=True, max_length=200)),
                ('sought_as', models.CharField(blank=True, max_length=401)),
                ('born_on', models.DateField(null=True)),
                ('sex', models.CharField(max_length=10)),
                ('nationality', models.CharField(blank=True, max_length=20)),
                ('languages', models.JSONField(default=list)),
                ('literacy', models.CharField(blank=True, max_length=20)),
                ('years_of_schooling', models.PositiveIntegerField(null=True)),
                ('education', models.CharField(blank=True, max_length=200)),
                ('occupations', models.JSONField(default=list)),
                ('due_on', models.DateField(null=True)),
                ('is_birth_recorded', models.BooleanField(default=False)),
                ('left_on', models.DateField(null=True)),
                ('left_why', models.CharField(blank=True, choices=[('died', 'died'), ('separated', 'separated')], max_length=10)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='households.household')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('household', 'no'), name='member_no_once'), models.CheckConstraint(condition=models.Q(('no__gte', 1)), name='member_no_from_one')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_no', models.PositiveIntegerField(default=0)),
                ('kind', models.CharField(max_length=30)),
                ('explanation', models.TextField(blank=True)),
                ('aid', models.CharField(blank=True, max_length=20)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='households.household')),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ParticipationChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_no', models.PositiveIntegerField()),
                ('language', models.CharField(max_length=3)),
                ('interpreting', models.CharField(choices=[('not_needed', 'not_needed'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('how', models.CharField(choices=[('oral', 'oral'), ('written', 'written')], max_length=10)),
                ('was_read_aloud', models.BooleanField()),
                ('was_abroad', models.BooleanField()),
                ('said_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('answer', models.CharField(choices=[('yes', 'yes'), ('no', 'no'), ('later', 'later')], max_length=10)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='households.household')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('member_no__gt', 0)), name='participationchoice_is_of_a_person')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='RelativeElsewhere',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=10)),
                ('first_name', models.CharField(blank=True, max_length=200)),
                ('country', models.CharField(blank=True, max_length=3)),
                ('is_reunification_wanted', models.BooleanField(null=True)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relatives', to='households.household')),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SensitiveWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_no', models.PositiveIntegerField(default=0)),
                ('topic', models.CharField(max_length=20)),
                ('text', models.TextField()),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sensitive_wishes', to='households.household')),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SharingChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_no', models.PositiveIntegerField()),
                ('language', models.CharField(max_length=3)),
                ('interpreting', models.CharField(choices=[('not_needed', 'not_needed'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('how', models.CharField(choices=[('oral', 'oral'), ('written', 'written')], max_length=10)),
                ('was_read_aloud', models.BooleanField()),
                ('was_abroad', models.BooleanField()),
                ('said_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('item', models.CharField(choices=[('childrens_ages', 'childrens_ages'), ('interests', 'interests'), ('hopes', 'hopes'), ('address', 'address'), ('phone', 'phone'), ('health_help', 'health_help')], max_length=20)),
                ('recipient', models.CharField(choices=[('sponsor_group', 'sponsor_group'), ('host', 'host'), ('mentor', 'mentor')], max_length=20)),
                ('may_see', models.BooleanField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='households.household')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('member_no__gt', 0)), name='sharingchoice_is_of_a_person')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_no', models.PositiveIntegerField(default=0)),
                ('topic', models.CharField(max_length=20)),
                ('text', models.TextField()),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='households.household')),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        put_behind_wall(
            Walled("households_participationchoice", "household_id", "households_household"),
            Walled("households_sharingchoice", "household_id", "households_household"),
            Walled("households_healthhelpchoice", "household_id", "households_household"),
        ),
    ]
