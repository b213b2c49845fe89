"""A list of staff for the whole installation is of no municipality, as the people in it (decisions 21 and 31)."""

from django.db import migrations

from hervest.core.policies import Walled, moved_wall

BEFORE = Walled("intake_import", "municipality_id")
AFTER = Walled("intake_import", "municipality_id", open_where="(kind = 'staff' AND municipality_id IS NULL)")


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_wall"), ("intake", "0001_squashed_0006_staff")]
    operations = [moved_wall(BEFORE, AFTER)]
