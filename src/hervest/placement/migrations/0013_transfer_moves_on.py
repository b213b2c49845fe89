from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('placement', '0012_transfer_keeps_who_agreed'),
    ]

    operations = [
        migrations.AddField(
            model_name='transfer',
            name='moves_on',
            field=models.DateField(null=True),
        ),
    ]
