import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0008_practice'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dwelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30)),
                ('street', models.CharField(blank=True, max_length=200)),
                ('postcode', models.CharField(blank=True, max_length=10)),
                ('town', models.CharField(blank=True, max_length=100)),
                ('neighbourhood', models.CharField(blank=True, max_length=100)),
                ('landlord', models.CharField(blank=True, max_length=150)),
                ('kind', models.CharField(blank=True, choices=[('self_contained', 'self_contained'), ('shared', 'shared')], max_length=20)),
                ('routes', models.JSONField(null=True)),
                ('bedrooms', models.PositiveSmallIntegerField(null=True)),
                ('area_m2', models.PositiveIntegerField(null=True)),
                ('n_small_rooms', models.PositiveSmallIntegerField(null=True)),
                ('max_residents', models.PositiveSmallIntegerField(null=True)),
                ('floor', models.SmallIntegerField(null=True)),
                ('has_lift', models.BooleanField(null=True)),
                ('has_stairs_inside', models.BooleanField(null=True)),
                ('threshold_cm', models.PositiveSmallIntegerField(null=True)),
                ('door_width_cm', models.PositiveSmallIntegerField(null=True)),
                ('turning_space_cm', models.PositiveSmallIntegerField(null=True)),
                ('star_class', models.PositiveSmallIntegerField(null=True)),
                ('sanitary', models.CharField(blank=True, choices=[('adapted', 'adapted'), ('adaptable', 'adaptable'), ('not_adapted', 'not_adapted')], max_length=20)),
                ('adaptation_ready_on', models.DateField(null=True)),
                ('basic_rent_cents', models.PositiveIntegerField(null=True)),
                ('service_costs_cents', models.PositiveIntegerField(null=True)),
                ('available_from', models.DateField(null=True)),
                ('rented_until', models.DateField(null=True)),
                ('is_quiet', models.BooleanField(null=True)),
                ('minutes_primary_school', models.PositiveSmallIntegerField(null=True)),
                ('minutes_newcomers_class', models.PositiveSmallIntegerField(null=True)),
                ('minutes_gp', models.PositiveSmallIntegerField(null=True)),
                ('minutes_pharmacy', models.PositiveSmallIntegerField(null=True)),
                ('minutes_hospital', models.PositiveSmallIntegerField(null=True)),
                ('minutes_supermarket', models.PositiveSmallIntegerField(null=True)),
                ('minutes_stop', models.PositiveSmallIntegerField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'code'), name='dwelling_code_once'), models.CheckConstraint(condition=models.Q(('rented_until__isnull', True), ('available_from__isnull', True), ('rented_until__gte', models.F('available_from')), _connector='OR'), name='dwelling_ends_after_it_starts')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='DwellingUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='housing.dwelling')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dwelling', 'number'), name='unit_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='unit_numbers_count_from_one')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
