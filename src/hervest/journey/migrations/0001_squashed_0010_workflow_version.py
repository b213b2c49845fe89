import django.db.models.deletion
import django.db.models.manager
import hervest.journey.vocabulary
import uuid
from django.conf import settings
from django.db import migrations, models

from hervest.core.policies import Walled, put_behind_wall


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('journey', '0001_initial'),
        ('journey', '0002_task_municipality'),
        ('journey', '0003_open_tasks'),
        ('journey', '0004_plan_failed_at'),
        ('journey', '0005_closing_and_own_case'),
        ('journey', '0006_binding_tasks_by_day'),
        ('journey', '0007_relations_to_a_case'),
        ('journey', '0008_emergency_access'),
        ('journey', '0009_cover'),
        ('journey', '0010_workflow_version'),
    ]

    dependencies = [
        ('accounts', '0001_squashed_0008_practice'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, null=True, unique=True)),
                ('kind', models.CharField(choices=[('household', 'household'), ('municipality', 'municipality'), ('sponsor_group', 'sponsor_group')], max_length=20)),
                ('route', models.CharField(blank=True, choices=[('resettlement', 'resettlement'), ('status_holder', 'status_holder'), ('temporary_protection', 'temporary_protection')], max_length=30)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(null=True)),
                ('closed_as', models.CharField(blank=True, choices=[('guidance_finished', 'guidance_finished'), ('moved_away', 'moved_away'), ('reallocated', 'reallocated'), ('not_arrived', 'not_arrived'), ('participation_ended', 'participation_ended'), ('group_ended', 'group_ended'), ('entered_by_mistake', 'entered_by_mistake'), ('other', 'other')], max_length=30)),
                ('reopened_because', models.TextField(blank=True)),
                ('phase', models.CharField(choices=[('consideration', 'consideration'), ('allocation', 'allocation'), ('preparation', 'preparation'), ('first_48_hours', 'first_48_hours'), ('arrival', 'arrival'), ('first_week', 'first_week'), ('first_month', 'first_month'), ('civic_integration', 'civic_integration'), ('guidance', 'guidance'), ('closing', 'closing'), ('temporary_protection', 'temporary_protection')], default=hervest.journey.vocabulary.Phase['ALLOCATION'], max_length=30)),
                ('arrives_on', models.DateField(null=True)),
                ('has_arrived', models.BooleanField(default=False)),
                ('plan_version', models.PositiveIntegerField(default=0)),
                ('template_version', models.CharField(blank=True, max_length=40)),
                ('plan_failed_at', models.DateTimeField(null=True)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'closed_on'], name='case_open_in_municipality')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', hervest.journey.vocabulary.CaseKind['MUNICIPALITY'])), fields=('municipality',), name='one_own_case_per_municipality'), models.CheckConstraint(condition=models.Q(models.Q(('closed_as', ''), ('closed_on__isnull', True)), models.Q(('closed_on__isnull', False), models.Q(('closed_as', ''), _negated=True)), _connector='OR'), name='closed_exactly_with_a_reason')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Cover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('until_on', models.DateField()),
                ('reason', models.TextField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('colleague', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('template', models.CharField(blank=True, max_length=10)),
                ('member_no', models.PositiveIntegerField(default=0)),
                ('repeat_no', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('tier', models.CharField(choices=[('P0', 'P0'), ('P1', 'P1'), ('P1a', 'P1a'), ('P2', 'P2'), ('P3', 'P3'), ('PS', 'PS'), ('PX', 'PX')], max_length=3)),
                ('audience', models.CharField(choices=[('team', 'team'), ('municipality', 'municipality'), ('health', 'health'), ('housing', 'housing'), ('named', 'named')], max_length=20)),
                ('is_finance', models.BooleanField(default=False)),
                ('phase', models.CharField(choices=[('consideration', 'consideration'), ('allocation', 'allocation'), ('preparation', 'preparation'), ('first_48_hours', 'first_48_hours'), ('arrival', 'arrival'), ('first_week', 'first_week'), ('first_month', 'first_month'), ('civic_integration', 'civic_integration'), ('guidance', 'guidance'), ('closing', 'closing'), ('temporary_protection', 'temporary_protection')], max_length=30)),
                ('kind', models.CharField(choices=[('legal', 'legal'), ('hard', 'hard'), ('norm', 'norm'), ('soft', 'soft')], max_length=10)),
                ('doer', models.CharField(choices=[('case_lead', 'case_lead'), ('housing_officer', 'housing_officer'), ('income_officer', 'income_officer'), ('civic_officer', 'civic_officer'), ('wmo_officer', 'wmo_officer'), ('school_officer', 'school_officer'), ('guide_coordinator', 'guide_coordinator'), ('guide', 'guide'), ('guide_legal', 'guide_legal'), ('sponsor_coordinator', 'sponsor_coordinator'), ('sponsor', 'sponsor'), ('newcomer', 'newcomer'), ('housing_association', 'housing_association'), ('gp', 'gp'), ('ggd', 'ggd'), ('jgz', 'jgz'), ('coa_trainer', 'coa_trainer'), ('bma', 'bma'), ('ind', 'ind'), ('iom', 'iom'), ('nidos', 'nidos'), ('arrival_registry', 'arrival_registry'), ('duo', 'duo')], max_length=30)),
                ('recorded_by', models.CharField(blank=True, choices=[('case_lead', 'case_lead'), ('housing_officer', 'housing_officer'), ('income_officer', 'income_officer'), ('civic_officer', 'civic_officer'), ('wmo_officer', 'wmo_officer'), ('school_officer', 'school_officer'), ('guide_coordinator', 'guide_coordinator'), ('guide', 'guide'), ('guide_legal', 'guide_legal'), ('sponsor_coordinator', 'sponsor_coordinator'), ('sponsor', 'sponsor'), ('newcomer', 'newcomer'), ('housing_association', 'housing_association'), ('gp', 'gp'), ('ggd', 'ggd'), ('jgz', 'jgz'), ('coa_trainer', 'coa_trainer'), ('bma', 'bma'), ('ind', 'ind'), ('iom', 'iom'), ('nidos', 'nidos'), ('arrival_registry', 'arrival_registry'), ('duo', 'duo')], max_length=30)),
                ('state', models.CharField(choices=[('waiting_start', 'waiting_start'), ('to_do', 'to_do'), ('busy', 'busy'), ('waiting_for', 'waiting_for'), ('done', 'done'), ('not_needed', 'not_needed')], max_length=20)),
                ('is_open', models.GeneratedField(db_persist=True, expression=models.ExpressionWrapper(models.Q(('state__in', [hervest.journey.vocabulary.TaskState['DONE'], hervest.journey.vocabulary.TaskState['NOT_NEEDED']]), _negated=True), models.BooleanField()), output_field=models.BooleanField())),
                ('start_on', models.DateField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('limit_on', models.DateField(null=True)),
                ('because', models.JSONField(default=dict)),
                ('is_fixed', models.BooleanField(default=False)),
                ('is_touched', models.BooleanField(default=False)),
                ('gone', models.JSONField(null=True)),
                ('holder', models.CharField(choices=[('case_lead', 'case_lead'), ('housing_officer', 'housing_officer'), ('income_officer', 'income_officer'), ('civic_officer', 'civic_officer'), ('wmo_officer', 'wmo_officer'), ('school_officer', 'school_officer'), ('guide_coordinator', 'guide_coordinator'), ('guide', 'guide'), ('guide_legal', 'guide_legal'), ('sponsor_coordinator', 'sponsor_coordinator'), ('sponsor', 'sponsor'), ('newcomer', 'newcomer'), ('housing_association', 'housing_association'), ('gp', 'gp'), ('ggd', 'ggd'), ('jgz', 'jgz'), ('coa_liaison', 'coa_liaison'), ('interpreter', 'interpreter')], max_length=30)),
                ('is_stand_in', models.BooleanField(default=False)),
                ('waiting_for', models.CharField(blank=True, max_length=200)),
                ('waiting_since', models.DateField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('done_on', models.DateField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('assigned_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='journey.case')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_open', True)), fields=['case', 'due_on'], name='open_tasks_of_case'), models.Index(condition=models.Q(('is_open', True)), fields=['municipality', 'due_on', 'kind', 'case'], name='open_tasks_by_day'), models.Index(condition=models.Q(('is_open', True), ('kind__in', ['hard', 'legal'])), fields=['municipality', 'due_on', 'case'], name='open_binding_tasks_by_day'), models.Index(condition=models.Q(('is_open', True), ('assigned_to__isnull', False)), fields=['assigned_to', 'due_on'], name='open_tasks_of_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('template', ''), _negated=True), fields=('case', 'template', 'member_no', 'repeat_no'), name='planned_task_once'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state', hervest.journey.vocabulary.TaskState['DONE'])), models.Q(models.Q(('state', hervest.journey.vocabulary.TaskState['DONE']), _negated=True), ('done_at__isnull', True)), _connector='OR'), name='done_exactly_when_done_at')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CoveredTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was_touched', models.BooleanField()),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cover', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='journey.cover')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cover', 'task'), name='task_once_in_a_cover')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('case_lead', 'case_lead'), ('housing_officer', 'housing_officer'), ('income_officer', 'income_officer'), ('civic_officer', 'civic_officer'), ('wmo_officer', 'wmo_officer'), ('school_officer', 'school_officer'), ('guide_coordinator', 'guide_coordinator'), ('guide', 'guide'), ('guide_legal', 'guide_legal'), ('sponsor_coordinator', 'sponsor_coordinator'), ('sponsor', 'sponsor'), ('newcomer', 'newcomer'), ('housing_association', 'housing_association'), ('gp', 'gp'), ('ggd', 'ggd'), ('jgz', 'jgz'), ('coa_liaison', 'coa_liaison'), ('interpreter', 'interpreter')], max_length=30)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('member_no', models.PositiveSmallIntegerField(default=0)),
                ('disclosure', models.PositiveSmallIntegerField(default=0)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team', to='journey.case')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'until_on'], name='team_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='team_member_ends_after_start'), models.UniqueConstraint(fields=('case', 'person', 'role', 'member_no', 'from_on'), name='team_member_once')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='cover',
            name='seats',
            field=models.ManyToManyField(related_name='+', to='journey.teammember'),
        ),
        migrations.CreateModel(
            name='WorkflowVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(null=True)),
                ('content', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('number__isnull', True)), fields=('municipality',), name='one_draft_of_a_workflow'), models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('municipality', 'number'), name='workflow_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', True), ('published_at__isnull', True), ('published_by__isnull', True)), models.Q(('number__isnull', False), ('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='workflow_published_with_a_number')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='case',
            name='workflow',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.workflowversion'),
        ),
        migrations.CreateModel(
            name='EmergencyAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('because', models.CharField(choices=[('acute_danger', 'acute_danger'), ('acute_question', 'acute_question'), ('colleague_away', 'colleague_away'), ('other', 'other')], max_length=30)),
                ('reason', models.TextField()),
                ('taken_at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
                ('verdict', models.CharField(blank=True, choices=[('right', 'right'), ('not_right', 'not_right')], max_length=20)),
                ('verdict_reason', models.TextField(blank=True)),
                ('judged_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('judged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'until_at'], name='emergency_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_at__gte', models.F('taken_at'))), name='emergency_ends_after_start')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='FactSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_no', models.PositiveIntegerField()),
                ('source', models.CharField(choices=[('household', 'household'), ('home', 'home'), ('programme', 'programme'), ('answer', 'answer'), ('person', 'person'), ('milestone', 'milestone')], max_length=20)),
                ('traits', models.JSONField(default=dict)),
                ('reasons', models.JSONField(default=dict)),
                ('dates', models.JSONField(default=dict)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='journey.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'member_no', 'source'), name='facts_once_per_source')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('DECIDED', 'DECIDED'), ('GROUP_APPLIED', 'GROUP_APPLIED'), ('GROUP_READY', 'GROUP_READY'), ('ALLOCATED', 'ALLOCATED'), ('HOME_DECIDED', 'HOME_DECIDED'), ('KEYS_HANDED', 'KEYS_HANDED'), ('LANDED', 'LANDED'), ('ARRIVED', 'ARRIVED'), ('REGISTERED', 'REGISTERED'), ('PERMIT_GRANTED', 'PERMIT_GRANTED'), ('CARD_ISSUED', 'CARD_ISSUED'), ('BENEFIT_APPLIED', 'BENEFIT_APPLIED'), ('BENEFIT_STARTED', 'BENEFIT_STARTED'), ('BENEFIT_DECIDED', 'BENEFIT_DECIDED'), ('BENEFIT_ENDED', 'BENEFIT_ENDED'), ('PIP_SET', 'PIP_SET'), ('INTEGRATION_ENDED', 'INTEGRATION_ENDED'), ('SPONSOR_STARTED', 'SPONSOR_STARTED'), ('SPONSOR_ENDED', 'SPONSOR_ENDED'), ('REUNIFICATION_DECIDED', 'REUNIFICATION_DECIDED'), ('PERMIT_ENDED', 'PERMIT_ENDED'), ('BIRTH_EXPECTED', 'BIRTH_EXPECTED'), ('PROTECTION_ENDED', 'PROTECTION_ENDED'), ('STAY_ENDED', 'STAY_ENDED'), ('CASE_CLOSED', 'CASE_CLOSED')], max_length=30)),
                ('member_no', models.PositiveIntegerField(default=0)),
                ('planned_on', models.DateField(null=True)),
                ('actual_on', models.DateField(null=True)),
                ('source', models.CharField(max_length=40)),
                ('reason', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='journey.case')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'code', 'member_no'), name='milestone_once'), models.CheckConstraint(condition=models.Q(('planned_on__isnull', False), ('actual_on__isnull', False), _connector='OR'), name='milestone_has_a_date'), models.CheckConstraint(condition=models.Q(('code', hervest.journey.vocabulary.MilestoneCode['BIRTH_EXPECTED']), _negated=True), name='births_are_kept_with_the_facts')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        put_behind_wall(
            Walled("journey_emergencyaccess", "case_id", "journey_case"),
            Walled("journey_cover", "municipality_id"),
            Walled("journey_coveredtask", "cover_id", "journey_cover"),
            Walled("journey_cover_seats", "cover_id", "journey_cover"),
            Walled("journey_workflowversion", "municipality_id"),
        ),
    ]
