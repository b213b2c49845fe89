import django.db.models.deletion
import django.db.models.manager
import hervest.intake.vocabulary
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('intake', '0001_initial'),
        ('intake', '0002_other_layouts'),
        ('intake', '0003_refused_rows'),
        ('intake', '0004_sponsors'),
        ('intake', '0005_running'),
        ('intake', '0006_staff'),
    ]

    dependencies = [
        ('accounts', '0001_squashed_0008_practice'),
        ('journey', '0001_squashed_0010_workflow_version'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=200)),
                ('read_allocated_on', models.DateField(null=True)),
                ('read_arrival_on', models.DateField(null=True)),
                ('told', models.JSONField(default=list)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='dossier', to='journey.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'number'), name='dossier_once_per_municipality')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='DossierVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField()),
                ('content', models.JSONField()),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='intake.dossier')),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='DwellingRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=200)),
                ('content', models.JSONField()),
                ('read_at', models.DateTimeField()),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'code'), name='dwelling_read_once')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('dossiers', 'dossiers'), ('dwellings', 'dwellings'), ('sponsors', 'sponsors'), ('running', 'running'), ('staff', 'staff')], max_length=10)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('read_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('previewed', 'previewed'), ('applied', 'applied')], max_length=10)),
                ('content', models.JSONField(null=True)),
                ('source', models.JSONField(null=True)),
                ('columns', models.JSONField(default=dict)),
                ('refusals', models.JSONField(null=True)),
                ('applied_at', models.DateTimeField(null=True)),
                ('outcome', models.JSONField(default=dict)),
                ('municipality', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
                ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', hervest.intake.vocabulary.ImportState['APPLIED'])), models.Q(('state', hervest.intake.vocabulary.ImportState['PREVIEWED']), ('applied_at__isnull', True)), _connector='OR'), name='applied_exactly_when_applied_at')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('dossiers', 'dossiers'), ('dwellings', 'dwellings'), ('sponsors', 'sponsors'), ('running', 'running'), ('staff', 'staff')], max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('headings', models.CharField(max_length=64)),
                ('columns', models.JSONField()),
                ('saved_at', models.DateTimeField()),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'organisation', 'kind', 'name'), name='column_mapping_named_once')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
