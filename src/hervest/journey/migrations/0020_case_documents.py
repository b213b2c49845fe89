import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

from hervest.core.policies import Walled, put_behind_wall


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
        ('journey', '0019_deputy_and_offer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('home', 'home'), ('education', 'education'), ('tenancy', 'tenancy'), ('travel', 'travel'), ('identity', 'identity'), ('handover', 'handover'), ('money', 'money'), ('letter', 'letter'), ('other', 'other')], max_length=20)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('member_no', models.PositiveIntegerField(default=0)),
                ('readers', models.JSONField(default=list)),
                ('messages', models.JSONField(default=list)),
                ('added_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='journey.case')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='documents.document')),
                ('taken_back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['case', '-added_at'], name='documents_of_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='document_taken_back_by_somebody')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        put_behind_wall(Walled('journey_casedocument', 'case_id', 'journey_case')),
    ]
