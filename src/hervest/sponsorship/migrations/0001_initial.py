import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

from hervest.core.policies import Walled, put_behind_wall


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0008_practice'),
    ]

    operations = [
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('from_on', models.DateField(null=True)),
                ('until_on', models.DateField(null=True)),
                ('min_group', models.PositiveSmallIntegerField()),
                ('target_group', models.PositiveSmallIntegerField()),
                ('travel_minutes', models.PositiveSmallIntegerField()),
                ('response_days', models.PositiveSmallIntegerField()),
                ('weights', models.JSONField(default=dict)),
                ('weights_version', models.PositiveIntegerField(default=0)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'name'), name='programme_name_once'), models.CheckConstraint(condition=models.Q(('from_on__isnull', True), ('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='programme_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('min_group__gte', 2), ('target_group__gte', models.F('min_group'))), name='no_programme_of_groups_of_one')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Sponsor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('birth_year', models.PositiveSmallIntegerField(null=True)),
                ('postcode', models.CharField(blank=True, max_length=10)),
                ('languages', models.JSONField(default=dict)),
                ('hours_least', models.PositiveSmallIntegerField(null=True)),
                ('hours_most', models.PositiveSmallIntegerField(null=True)),
                ('blocks', models.JSONField(default=list)),
                ('transport', models.JSONField(default=list)),
                ('interests', models.JSONField(default=list)),
                ('work_fields', models.JSONField(default=list)),
                ('experience', models.JSONField(default=list)),
                ('away_from', models.DateField(null=True)),
                ('away_until', models.DateField(null=True)),
                ('counts_as_woman', models.BooleanField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sponsors', to='sponsorship.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('programme', 'person'), name='one_sponsor_per_login'), models.CheckConstraint(condition=models.Q(('hours_least__isnull', True), ('hours_most__isnull', True), ('hours_most__gte', models.F('hours_least')), _connector='OR'), name='sponsor_hours_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('away_from__isnull', True), ('away_until__isnull', True)), models.Q(('away_from__isnull', False), ('away_until__gte', models.F('away_from')), ('away_until__isnull', False)), _connector='OR'), name='sponsor_away_in_order')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Screening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('interview', 'interview'), ('code_of_conduct', 'code_of_conduct'), ('vog', 'vog'), ('references', 'references')], max_length=20)),
                ('state', models.CharField(choices=[('requested', 'requested'), ('seen_ok', 'seen_ok'), ('not_admitted', 'not_admitted')], max_length=20)),
                ('seen_on', models.DateField(null=True)),
                ('valid_until', models.DateField(null=True)),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='screenings', to='sponsorship.sponsor')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sponsor', 'kind'), name='one_screening_of_a_kind')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ModuleFollowed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('followed_on', models.DateField()),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='modules', to='sponsorship.sponsor')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sponsor', 'number'), name='module_followed_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 8)), name='module_exists')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SponsorGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('stage', models.CharField(choices=[('forming', 'forming'), ('applied', 'applied'), ('screening', 'screening'), ('training', 'training'), ('plan_review', 'plan_review'), ('ready', 'ready'), ('paused', 'paused'), ('withdrawn', 'withdrawn'), ('not_admitted', 'not_admitted'), ('dissolved', 'dissolved'), ('alumni', 'alumni')], default='forming', max_length=20)),
                ('ready_until', models.DateField(null=True)),
                ('capacity_persons', models.PositiveSmallIntegerField(null=True)),
                ('abilities', models.JSONField(default=dict)),
                ('starts_from', models.DateField(null=True)),
                ('starts_until', models.DateField(null=True)),
                ('area', models.JSONField(default=dict)),
                ('themes', models.JSONField(null=True)),
                ('rhythm', models.CharField(blank=True, choices=[('often', 'often'), ('weekly', 'weekly'), ('now_and_then', 'now_and_then')], max_length=20)),
                ('contact_forms', models.JSONField(default=list)),
                ('bond', models.CharField(blank=True, choices=[('friends', 'friends'), ('neighbours', 'neighbours'), ('work', 'work'), ('club', 'club'), ('mixed', 'mixed'), ('none', 'none')], max_length=20)),
                ('description', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='sponsorship.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'name'), name='group_name_once'), models.CheckConstraint(condition=models.Q(('starts_from__isnull', True), ('starts_until__isnull', True), ('starts_until__gte', models.F('starts_from')), _connector='OR'), name='group_starts_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'ready'), _negated=True), ('ready_until__isnull', False), _connector='OR'), name='group_is_ready_until_a_day')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SponsorMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('coordinator', 'coordinator'), ('deputy', 'deputy'), ('safeguarding_contact', 'safeguarding_contact'), ('member', 'member')], max_length=30)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('backup', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sponsorship.sponsor')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='sponsorship.sponsorgroup')),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='sponsorship.sponsor')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sponsor', 'group', 'role', 'from_on'), name='sponsor_membership_once_per_start'), models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='sponsor_membership_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('backup__isnull', True), models.Q(('backup', models.F('sponsor')), _negated=True), _connector='OR'), name='nobody_is_their_own_backup')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        put_behind_wall(
            Walled("sponsorship_programme", "municipality_id"),
            Walled("sponsorship_sponsorgroup", "programme_id", "sponsorship_programme"),
            Walled("sponsorship_sponsor", "programme_id", "sponsorship_programme"),
            Walled("sponsorship_sponsormembership", "group_id", "sponsorship_sponsorgroup"),
            Walled("sponsorship_screening", "sponsor_id", "sponsorship_sponsor"),
            Walled("sponsorship_modulefollowed", "sponsor_id", "sponsorship_sponsor"),
        ),
    ]
