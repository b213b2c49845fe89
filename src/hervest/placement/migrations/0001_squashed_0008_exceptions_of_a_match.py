import django.db.models.deletion
import django.db.models.manager
import hervest.placement.match_state_vocabulary
import hervest.placement.transfer_vocabulary
import hervest.placement.vocabulary
from django.conf import settings
from django.db import migrations, models

from hervest.core.policies import Walled, put_behind_wall


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('placement', '0001_initial'),
        ('placement', '0002_what_persons_agree'),
        ('placement', '0003_undone_because'),
        ('placement', '0004_match_talk'),
        ('placement', '0005_proposed_matches'),
        ('placement', '0006_transfer'),
        ('placement', '0007_transfer_say'),
        ('placement', '0008_exceptions_of_a_match'),
    ]

    dependencies = [
        ('accounts', '0001_squashed_0008_practice'),
        ('housing', '0001_initial'),
        ('journey', '0001_squashed_0010_workflow_version'),
        ('sponsorship', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('followed', 'followed'), ('departed', 'departed')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('fit', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_because', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwellingunit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='undone_by_and_at_both_or_neither')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MatchProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
                ('criteria_version', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('checked', 'checked'), ('offered_newcomer', 'offered_newcomer'), ('newcomer_yes', 'newcomer_yes'), ('offered_group', 'offered_group'), ('group_yes', 'group_yes'), ('intro_held', 'intro_held'), ('confirmed', 'confirmed'), ('newcomer_no', 'newcomer_no'), ('group_no', 'group_no'), ('intro_no', 'intro_no'), ('expired', 'expired'), ('withdrawn', 'withdrawn')], max_length=20)),
                ('respond_by', models.DateField(null=True)),
                ('did_newcomer_confirm', models.BooleanField(default=False)),
                ('did_group_confirm', models.BooleanField(default=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sponsorship.sponsorgroup')),
                ('proposer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'state'], name='match_proposals_of_case')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', (hervest.placement.match_state_vocabulary.MatchState['DRAFT'], hervest.placement.match_state_vocabulary.MatchState['CHECKED'], hervest.placement.match_state_vocabulary.MatchState['OFFERED_NEWCOMER'], hervest.placement.match_state_vocabulary.MatchState['NEWCOMER_YES'], hervest.placement.match_state_vocabulary.MatchState['OFFERED_GROUP'], hervest.placement.match_state_vocabulary.MatchState['GROUP_YES'], hervest.placement.match_state_vocabulary.MatchState['INTRO_HELD']))), fields=('group',), name='one_open_proposal_per_group'), models.UniqueConstraint(condition=models.Q(('state__in', (hervest.placement.match_state_vocabulary.MatchState['NEWCOMER_YES'], hervest.placement.match_state_vocabulary.MatchState['OFFERED_GROUP'], hervest.placement.match_state_vocabulary.MatchState['GROUP_YES'], hervest.placement.match_state_vocabulary.MatchState['INTRO_HELD']))), fields=('case',), name='one_chosen_group_per_case')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MatchAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(choices=[('check', 'check'), ('offer_newcomer', 'offer_newcomer'), ('newcomer_yes', 'newcomer_yes'), ('newcomer_no', 'newcomer_no'), ('newcomer_later', 'newcomer_later'), ('newcomer_talk', 'newcomer_talk'), ('offer_group', 'offer_group'), ('group_yes', 'group_yes'), ('group_no', 'group_no'), ('hold_intro', 'hold_intro'), ('newcomer_confirms', 'newcomer_confirms'), ('group_confirms', 'group_confirms'), ('confirm', 'confirm'), ('withdraw', 'withdraw'), ('expire', 'expire'), ('make_contact', 'make_contact'), ('arrive', 'arrive'), ('begin_intensive', 'begin_intensive'), ('go_regular', 'go_regular'), ('begin_ending', 'begin_ending'), ('end', 'end'), ('put_on_hold', 'put_on_hold'), ('seek_other', 'seek_other'), ('resume', 'resume')], max_length=30)),
                ('because', models.CharField(blank=True, choices=[('capacity', 'capacity'), ('distance', 'distance'), ('safety', 'safety'), ('other', 'other')], max_length=20)),
                ('text', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=3)),
                ('interpreting', models.CharField(blank=True, choices=[('not_needed', 'not_needed'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('how', models.CharField(blank=True, choices=[('oral', 'oral'), ('written', 'written')], max_length=10)),
                ('said_on', models.DateField(null=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='placement.matchproposal')),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MatchRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('inputs', models.CharField(max_length=64)),
                ('criteria_version', models.CharField(max_length=40)),
                ('seed', models.PositiveIntegerField()),
                ('n_households', models.PositiveIntegerField()),
                ('n_groups', models.PositiveIntegerField()),
                ('plans', models.JSONField(default=dict)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sponsorship.programme')),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='matchproposal',
            name='run',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='placement.matchrun'),
        ),
        migrations.CreateModel(
            name='MatchCandidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('u', models.FloatField()),
                ('v', models.FloatField()),
                ('broken', models.JSONField(default=list)),
                ('is_decidable', models.BooleanField()),
                ('chosen_by', models.JSONField(default=list)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sponsorship.sponsorgroup')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='placement.matchrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'case', 'group'), name='one_candidate_per_pair_and_run')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MatchTalk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('blocks', models.JSONField(null=True)),
                ('interests', models.JSONField(null=True)),
                ('work_hopes', models.JSONField(null=True)),
                ('helps_first', models.JSONField(null=True)),
                ('experience', models.JSONField(null=True)),
                ('rhythm', models.CharField(blank=True, choices=[('often', 'often'), ('weekly', 'weekly'), ('now_and_then', 'now_and_then')], max_length=20)),
                ('contact_forms', models.JSONField(null=True)),
                ('stones', models.JSONField(default=list)),
                ('language', models.CharField(max_length=3)),
                ('interpreting', models.CharField(choices=[('not_needed', 'not_needed'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('how', models.CharField(choices=[('oral', 'oral'), ('written', 'written')], max_length=10)),
                ('was_read_aloud', models.BooleanField()),
                ('was_abroad', models.BooleanField()),
                ('said_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
            ],
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MatchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(choices=[('lock', 'lock'), ('forbid', 'forbid')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sponsorship.sponsorgroup')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case', 'group'), name='one_word_on_a_match'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('word', hervest.placement.vocabulary.PersonsWord['LOCK'])), fields=('case',), name='one_locked_group_per_case'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('word', hervest.placement.vocabulary.PersonsWord['LOCK'])), fields=('group',), name='one_locked_case_per_group')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MixedSharing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('is_active', models.BooleanField(default=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('language', models.CharField(max_length=3)),
                ('with_interpreter', models.BooleanField()),
                ('said_on', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwelling')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('is_active', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('is_active', False)), _connector='OR'), name='mixedsharing_ended_exactly_when_inactive'), models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('case', 'dwelling'), name='one_active_mixed_sharing_per_house')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='NetworkTravel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('is_active', models.BooleanField(default=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('minutes', models.JSONField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwellingunit')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('is_active', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('is_active', False)), _connector='OR'), name='networktravel_ended_exactly_when_inactive'), models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('case', 'unit'), name='one_active_networktravel_per_pair')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='PairWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(choices=[('lock', 'lock'), ('forbid', 'forbid')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('is_active', models.BooleanField(default=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwellingunit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('case', 'unit'), name='one_active_word_per_pair'), models.UniqueConstraint(condition=models.Q(('is_active', True), ('word', hervest.placement.vocabulary.PersonsWord['LOCK'])), fields=('case',), name='one_lock_per_case'), models.UniqueConstraint(condition=models.Q(('is_active', True), ('word', hervest.placement.vocabulary.PersonsWord['LOCK'])), fields=('unit',), name='one_lock_per_unit'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('is_active', True)), models.Q(('ended_at__isnull', False), ('is_active', False)), _connector='OR'), name='word_ended_exactly_when_inactive')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='placement', to='placement.decision')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwellingunit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('case',), name='one_active_placement_per_case'), models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('unit',), name='one_active_placement_per_unit'), models.CheckConstraint(condition=models.Q(('is_active', True), ('until_on__isnull', False), _connector='OR'), name='a_past_placement_has_an_end'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='placement_ends_after_it_starts')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'open'), ('decided', 'decided'), ('passed_over', 'passed_over'), ('outdated', 'outdated')], max_length=20)),
                ('fit', models.JSONField(default=dict)),
                ('runner_up', models.JSONField(default=dict)),
                ('why_not', models.JSONField(default=dict)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwellingunit')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'state'], name='proposals_of_case')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='decision',
            name='proposal',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='placement.proposal'),
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'queued'), ('running', 'running'), ('done', 'done'), ('failed', 'failed')], max_length=10)),
                ('started_at', models.DateTimeField()),
                ('alive_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('is_stop_wanted', models.BooleanField(default=False)),
                ('seed', models.PositiveIntegerField(default=0)),
                ('criteria_version', models.CharField(blank=True, max_length=20)),
                ('inputs', models.CharField(blank=True, max_length=64)),
                ('n_households', models.PositiveIntegerField(default=0)),
                ('n_units', models.PositiveIntegerField(default=0)),
                ('n_pairs', models.PositiveIntegerField(default=0)),
                ('n_placed', models.PositiveIntegerField(default=0)),
                ('objective', models.FloatField(null=True)),
                ('bound', models.FloatField(null=True)),
                ('gap', models.FloatField(null=True)),
                ('seconds', models.FloatField(null=True)),
                ('is_proven', models.BooleanField(default=False)),
                ('problem', models.CharField(blank=True, choices=[('nobody_waits', 'nobody_waits'), ('no_homes', 'no_homes'), ('lock_does_not_fit', 'lock_does_not_fit'), ('locks_conflict', 'locks_conflict'), ('out_of_time', 'out_of_time'), ('too_many_shared_houses', 'too_many_shared_houses'), ('not_accepted', 'not_accepted'), ('broke_off', 'broke_off'), ('stopped_halfway', 'stopped_halfway')], max_length=30)),
                ('problem_params', models.JSONField(default=dict)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', (hervest.placement.vocabulary.RunState['QUEUED'], hervest.placement.vocabulary.RunState['RUNNING']))), fields=('municipality',), name='one_busy_run_per_municipality'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', (hervest.placement.vocabulary.RunState['QUEUED'], hervest.placement.vocabulary.RunState['RUNNING']))), models.Q(models.Q(('state__in', (hervest.placement.vocabulary.RunState['QUEUED'], hervest.placement.vocabulary.RunState['RUNNING'])), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='run_ended_exactly_when_not_busy'), models.CheckConstraint(condition=models.Q(models.Q(('state', hervest.placement.vocabulary.RunState['DONE']), _negated=True), models.Q(('bound__isnull', False), ('gap__isnull', False), ('objective__isnull', False)), _connector='OR'), name='run_done_with_its_proof'), models.CheckConstraint(condition=models.Q(models.Q(('state', hervest.placement.vocabulary.RunState['FAILED']), models.Q(('problem', ''), _negated=True)), models.Q(models.Q(('state', hervest.placement.vocabulary.RunState['FAILED']), _negated=True), ('problem', '')), _connector='OR'), name='run_failed_exactly_with_a_problem')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='proposal',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='placement.run'),
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('is_active', models.BooleanField(default=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('place', models.CharField(choices=[('hotel', 'hotel'), ('municipal', 'municipal'), ('reception', 'reception'), ('relatives', 'relatives')], max_length=20)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('is_active', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('is_active', False)), _connector='OR'), name='stay_ended_exactly_when_inactive'), models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('case',), name='one_active_stay_per_case'), models.CheckConstraint(condition=models.Q(('until_on__gt', models.F('from_on'))), name='stay_ends_after_it_starts')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('offered', 'offered'), ('accepted', 'accepted'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], max_length=10)),
                ('n_people', models.PositiveSmallIntegerField()),
                ('confided', models.JSONField(default=list)),
                ('why', models.TextField()),
                ('said_on', models.DateField()),
                ('language', models.CharField(max_length=3)),
                ('interpreting', models.CharField(choices=[('not_needed', 'not_needed'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('offered_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('from_municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
                ('new_case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='journey.case')),
                ('offered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', hervest.placement.transfer_vocabulary.TransferState['OFFERED'])), fields=('case',), name='one_open_transfer_per_case'), models.CheckConstraint(condition=models.Q(('from_municipality', models.F('to_municipality')), _negated=True), name='transfer_goes_somewhere_else'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('state', hervest.placement.transfer_vocabulary.TransferState['OFFERED'])), models.Q(models.Q(('state', hervest.placement.transfer_vocabulary.TransferState['OFFERED']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='transfer_ended_exactly_when_not_open'), models.CheckConstraint(condition=models.Q(('new_case__isnull', True), ('state', hervest.placement.transfer_vocabulary.TransferState['ACCEPTED']), _connector='OR'), name='new_case_only_if_accepted')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='TransferSay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_no', models.PositiveIntegerField()),
                ('answer', models.CharField(choices=[('yes', 'yes'), ('talk', 'talk'), ('no', 'no')], max_length=10)),
                ('text', models.TextField(blank=True)),
                ('said_on', models.DateField()),
                ('language', models.CharField(max_length=3)),
                ('interpreting', models.CharField(choices=[('not_needed', 'not_needed'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('transfer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='placement.transfer')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('member_no__gt', 0)), name='transfersay_is_of_a_person')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='TravelAdvice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('is_active', models.BooleanField(default=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('kind', models.CharField(choices=[('named_hospital', 'named_hospital'), ('travel_time', 'travel_time')], max_length=20)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('adviser', models.CharField(choices=[('general_practitioner', 'general_practitioner'), ('hospital', 'hospital'), ('reception_health', 'reception_health'), ('public_health', 'public_health'), ('travel_health', 'travel_health')], max_length=30)),
                ('advised_on', models.DateField()),
                ('rests_on', models.JSONField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwellingunit')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('is_active', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('is_active', False)), _connector='OR'), name='traveladvice_ended_exactly_when_inactive'), models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('case', 'unit'), name='one_active_traveladvice_per_pair')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Adaptation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('is_active', models.BooleanField(default=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('rules', models.JSONField()),
                ('ready_on', models.DateField()),
                ('rests_on', models.JSONField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwellingunit')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('is_active', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('is_active', False)), _connector='OR'), name='adaptation_ended_exactly_when_inactive'), models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('case', 'unit'), name='one_active_adaptation_per_pair')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('is_active', models.BooleanField(default=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwellingunit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('case', 'unit', 'by'), name='one_active_block_per_person'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('is_active', True)), models.Q(('ended_at__isnull', False), ('is_active', False)), _connector='OR'), name='block_ended_exactly_when_inactive')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CriteriaSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('valid_from', models.DateField()),
                ('weights', models.JSONField()),
                ('counts_near_births', models.BooleanField()),
                ('rent_shared_cents', models.PositiveIntegerField(null=True)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'number'), name='criteria_setting_number_once')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('confirmed', 'confirmed'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], max_length=10)),
                ('reason', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('rule', models.CharField(choices=[('bedrooms_short', 'bedrooms_short'), ('over_occupancy', 'over_occupancy'), ('not_step_free', 'not_step_free'), ('stairs_inside', 'stairs_inside'), ('not_wheelchair', 'not_wheelchair'), ('bathroom_unfit', 'bathroom_unfit'), ('hospital_too_far', 'hospital_too_far'), ('rent_too_high', 'rent_too_high'), ('not_in_time', 'not_in_time'), ('splits_family', 'splits_family'), ('shared_unfit', 'shared_unfit'), ('blocked', 'blocked'), ('taken', 'taken'), ('not_for_route', 'not_for_route')], max_length=30)),
                ('rests_on', models.JSONField()),
                ('language', models.CharField(max_length=3)),
                ('with_interpreter', models.BooleanField()),
                ('said_on', models.DateField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwellingunit')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='exemption_decided_by_and_at_both_or_neither'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', [hervest.placement.vocabulary.ExemptionState['CONFIRMED'], hervest.placement.vocabulary.ExemptionState['DECLINED']]), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='exemption_is_decided_by_somebody'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='exemption_takes_two_persons'), models.CheckConstraint(condition=models.Q(models.Q(('state', hervest.placement.vocabulary.ExemptionState['WITHDRAWN']), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), models.Q(models.Q(('state', hervest.placement.vocabulary.ExemptionState['WITHDRAWN']), _negated=True), ('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), _connector='OR'), name='exemption_withdrawn_exactly_by_somebody'), models.UniqueConstraint(condition=models.Q(('state__in', (hervest.placement.vocabulary.ExemptionState['ASKED'], hervest.placement.vocabulary.ExemptionState['CONFIRMED']))), fields=('case', 'unit', 'rule'), name='one_live_exemption_per_pair_and_rule')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='FollowUpHome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('is_active', models.BooleanField(default=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('next_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwellingunit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='housing.dwellingunit')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('is_active', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('is_active', False)), _connector='OR'), name='followuphome_ended_exactly_when_inactive'), models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('case', 'unit'), name='one_active_followuphome_per_pair')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MatchEnquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('conflicts', models.JSONField(null=True)),
                ('wishes', models.CharField(choices=[('kept', 'kept'), ('not_kept', 'not_kept'), ('not_asked', 'not_asked')], max_length=20)),
                ('has_interpreter', models.BooleanField(null=True)),
                ('covered', models.JSONField(default=list)),
                ('waived_on', models.DateField(null=True)),
                ('waived_in', models.CharField(blank=True, max_length=3)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sponsorship.sponsorgroup')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('waived_in', ''), ('waived_on__isnull', True)), models.Q(('waived_on__isnull', False), models.Q(('waived_in', ''), _negated=True)), _connector='OR'), name='waived_with_day_and_language')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MatchExemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('confirmed', 'confirmed'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], max_length=10)),
                ('reason', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('rule', models.CharField(choices=[('group_not_ready', 'group_not_ready'), ('not_admitted', 'not_admitted'), ('beyond_capacity', 'beyond_capacity'), ('not_in_window', 'not_in_window'), ('too_far', 'too_far'), ('no_channel', 'no_channel'), ('need_not_met', 'need_not_met'), ('wish_not_kept', 'wish_not_kept'), ('safety_pattern', 'safety_pattern'), ('conflict_of_interest', 'conflict_of_interest'), ('not_chosen', 'not_chosen'), ('earlier_pair', 'earlier_pair')], max_length=30)),
                ('rests_on', models.JSONField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sponsorship.sponsorgroup')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='matchexemption_decided_by_and_at_both_or_neither'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', [hervest.placement.vocabulary.ExemptionState['CONFIRMED'], hervest.placement.vocabulary.ExemptionState['DECLINED']]), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='matchexemption_is_decided_by_somebody'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='matchexemption_takes_two_persons'), models.CheckConstraint(condition=models.Q(models.Q(('state', hervest.placement.vocabulary.ExemptionState['WITHDRAWN']), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), models.Q(models.Q(('state', hervest.placement.vocabulary.ExemptionState['WITHDRAWN']), _negated=True), ('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), _connector='OR'), name='matchexemption_withdrawn_exactly_by_somebody'), models.UniqueConstraint(condition=models.Q(('state__in', (hervest.placement.vocabulary.ExemptionState['ASKED'], hervest.placement.vocabulary.ExemptionState['CONFIRMED']))), fields=('case', 'group', 'rule'), name='one_live_exemption_per_match_and_rule')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('confirmed', 'confirmed'), ('pre_departure_contact', 'pre_departure_contact'), ('arrived', 'arrived'), ('intensive', 'intensive'), ('regular', 'regular'), ('ending', 'ending'), ('ended', 'ended'), ('on_hold', 'on_hold'), ('rematching', 'rematching')], max_length=30)),
                ('held_from', models.CharField(blank=True, choices=[('confirmed', 'confirmed'), ('pre_departure_contact', 'pre_departure_contact'), ('arrived', 'arrived'), ('intensive', 'intensive'), ('regular', 'regular'), ('ending', 'ending'), ('ended', 'ended'), ('on_hold', 'on_hold'), ('rematching', 'rematching')], max_length=30)),
                ('end', models.CharField(blank=True, choices=[('ended_planned', 'ended_planned'), ('ended_early_neutral', 'ended_early_neutral'), ('ended_by_newcomer', 'ended_by_newcomer'), ('ended_safeguarding', 'ended_safeguarding')], max_length=30)),
                ('started_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journey.case')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sponsorship.sponsorgroup')),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='match', to='placement.matchproposal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('case',), name='one_match_per_case_at_a_time'), models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('group',), name='one_match_per_group_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('stage', hervest.placement.match_state_vocabulary.MatchStage['ENDED']), ('ended_on__isnull', False), models.Q(('end', ''), _negated=True)), models.Q(models.Q(('stage', hervest.placement.match_state_vocabulary.MatchStage['ENDED']), _negated=True), ('end', ''), ('ended_on__isnull', True)), _connector='OR'), name='match_ended_with_day_and_type')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', hervest.placement.vocabulary.DecisionKind['FOLLOWED']), _negated=True), ('proposal__isnull', False), _connector='OR'), name='only_a_proposal_can_be_followed'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('run', 'case'), name='one_proposal_per_case_and_run'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('unit__isnull', False)), fields=('run', 'unit'), name='a_run_proposes_a_unit_once'),
        ),
        put_behind_wall(
            Walled("placement_matchtalk", "case_id", "journey_case"),
            Walled("placement_matchrun", "programme_id", "sponsorship_programme"),
            Walled("placement_matchcandidate", "case_id", "journey_case"),
            Walled("placement_matchword", "case_id", "journey_case"),
            Walled("placement_matchenquiry", "case_id", "journey_case"),
            Walled("placement_matchproposal", "case_id", "journey_case"),
            Walled("placement_match", "case_id", "journey_case"),
            Walled("placement_matchanswer", "proposal_id", "placement_matchproposal"),
            Walled("placement_transfer", "from_municipality_id", also="to_municipality_id"),
            Walled("placement_transfersay", "case_id", "journey_case"),
            Walled("placement_matchexemption", "case_id", "journey_case"),
        ),
    ]
