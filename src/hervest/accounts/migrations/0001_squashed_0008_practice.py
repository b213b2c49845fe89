import django.db.models.deletion
import django.db.models.manager
import hervest.accounts.models
import hervest.accounts.vocabulary
from django.conf import settings
from django.db import migrations, models

from hervest.core.policies import Walled, put_behind_wall


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_more_organisations'),
        ('accounts', '0003_link_and_factors'),
        ('accounts', '0004_emergency_role'),
        ('accounts', '0005_saved_views'),
        ('accounts', '0006_look'),
        ('accounts', '0007_tour'),
        ('accounts', '0008_practice'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('code', models.CharField(max_length=10, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('sponsor_programme', models.BooleanField(default=False)),
                ('is_demo', models.BooleanField(default=False)),
                ('colour', models.CharField(blank=True, max_length=7)),
                ('header', models.CharField(choices=[('coloured', 'coloured'), ('white', 'white')], default=hervest.accounts.vocabulary.HeaderStyle['COLOURED'], max_length=10)),
                ('logo_version', models.CharField(blank=True, max_length=12)),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=150)),
                ('language', models.CharField(choices=[('nl', 'Nederlands'), ('en', 'English')], default='nl', max_length=5)),
                ('is_active', models.BooleanField(default=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('password', models.CharField(max_length=128)),
                ('last_login', models.DateTimeField(blank=True, null=True)),
                ('link_until', models.DateTimeField(blank=True, null=True)),
                ('factors_taken_at', models.DateTimeField(blank=True, null=True)),
                ('factors_taken_why', models.CharField(blank=True, choices=[('lost', 'lost'), ('new_device', 'new_device'), ('misuse', 'misuse')], max_length=20)),
                ('tour_seen', models.JSONField(default=list)),
                ('tour_is_over', models.BooleanField(default=False)),
                ('factors_taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
            managers=[
                ('objects', hervest.accounts.models.PersonManager()),
                ('rows', hervest.accounts.models.PersonManager()),
            ],
        ),
        migrations.CreateModel(
            name='Logo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('png', models.BinaryField()),
                ('municipality', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='logo', to='accounts.municipality')),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('kind', models.CharField(choices=[('municipality', 'municipality'), ('guidance', 'guidance'), ('housing_association', 'housing_association'), ('health', 'health'), ('sponsor_programme', 'sponsor_programme'), ('reception', 'reception'), ('interpreting', 'interpreting'), ('region', 'region'), ('research', 'research'), ('platform', 'platform')], max_length=30)),
                ('municipalities', models.ManyToManyField(related_name='organisations', to='accounts.municipality')),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='municipality',
            name='practice_of',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('platform_admin', 'platform_admin'), ('muni_lead', 'muni_lead'), ('muni_caseworker', 'muni_caseworker'), ('muni_planner', 'muni_planner'), ('partner_caseworker', 'partner_caseworker'), ('coa_liaison', 'coa_liaison'), ('health_partner', 'health_partner'), ('housing_partner', 'housing_partner'), ('screener', 'screener'), ('sponsor_coordinator', 'sponsor_coordinator'), ('sponsor_member', 'sponsor_member'), ('interpreter', 'interpreter'), ('newcomer_adult', 'newcomer_adult'), ('newcomer_minor', 'newcomer_minor'), ('auditor', 'auditor'), ('privacy_officer', 'privacy_officer'), ('evaluator', 'evaluator'), ('researcher', 'researcher'), ('region_planner', 'region_planner'), ('emergency', 'emergency'), ('anonymous', 'anonymous')], max_length=30)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('municipalities', models.ManyToManyField(related_name='memberships', to='accounts.municipality')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='membership_ends_after_it_starts'), models.UniqueConstraint(fields=('person', 'organisation', 'role', 'from_on'), name='membership_once_per_start')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(choices=[('this_week', 'this_week'), ('cases', 'cases'), ('dwellings', 'dwellings')], max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(blank=True, max_length=400)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'page', 'name'), name='one_view_of_a_name_per_page')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('person_key', models.CharField(max_length=64)),
                ('verb', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'person_key'), name='submission_once')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='DefaultCoordinator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(choices=[('resettlement', 'resettlement'), ('status_holder', 'status_holder'), ('temporary_protection', 'temporary_protection')], max_length=30)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='default_coordinators', to='accounts.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'route'), name='one_default_per_route')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code__gte', 'OE'), ('code__lt', 'OF'), ('practice_of__isnull', False)), models.Q(('practice_of__isnull', True), models.Q(('code__lt', 'OE'), ('code__gte', 'OF'), _connector='OR')), _connector='OR'), name='practice_is_told_by_its_code'),
        ),
        put_behind_wall(
            Walled("accounts_logo", "municipality_id"),
        ),
    ]
