import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from hervest.core.policies import Walled, put_behind_wall


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0009_membership_undone'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('pdf', 'pdf'), ('jpeg', 'jpeg'), ('png', 'png'), ('docx', 'docx'), ('xlsx', 'xlsx')], max_length=10)),
                ('size', models.PositiveIntegerField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('kept_at', models.DateTimeField()),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.municipality')),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        put_behind_wall(Walled('documents_document', 'municipality_id')),
    ]
