"""Give each task the municipality of its case."""

import django.db.models.deletion
from django.db import migrations, models


def of_the_case(apps, _schema_editor):
    """Every task has its case's municipality afterwards."""
    case = apps.get_model("journey", "Case").rows.filter(pk=models.OuterRef("case"))
    apps.get_model("journey", "Task").rows.update(municipality=models.Subquery(case.values("municipality")))


class Migration(migrations.Migration):

    dependencies = [("accounts", "0001_initial"), ("journey", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="municipality",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.municipality",
            ),
        ),
        migrations.RunPython(of_the_case, migrations.RunPython.noop, elidable=True),
    ]
