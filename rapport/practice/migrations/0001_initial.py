import django.db.models.deletion
import rapport.practice.rules.feedback
import rapport.practice.rules.goals
import rapport.practice.rules.portfolio
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.SlugField(max_length=80)),
                ('question', models.SlugField(max_length=80)),
                ('content_version', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('answered_at', models.DateTimeField()),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-answered_at', '-pk'],
                'indexes': [models.Index(fields=['learner', 'topic', 'question', '-answered_at'], name='answer_by_question')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adjustments', models.TextField(blank=True)),
                ('marks_blind', models.BooleanField(default=True)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('deletes_on', models.DateField(blank=True, null=True)),
                ('assessor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assesses', to=settings.AUTH_USER_MODEL)),
                ('assurer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assures', to=settings.AUTH_USER_MODEL)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('learner',), name='enrolment_open_once'), models.CheckConstraint(condition=models.Q(('assessor__isnull', True), models.Q(('assessor', models.F('learner')), _negated=True), _connector='OR'), name='enrolment_not_own_assessor'), models.CheckConstraint(condition=models.Q(('assurer__isnull', True), models.Q(models.Q(('assurer', models.F('learner')), _negated=True), models.Q(('assurer', models.F('assessor')), _negated=True)), _connector='OR'), name='enrolment_other_assurer')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('case', 'case'), ('answer', 'answer'), ('role-play', 'role-play'), ('witness statement', 'witness statement'), ('observation', 'observation'), ('document', 'document')], max_length=20)),
                ('title', models.CharField(max_length=160)),
                ('text', models.TextField()),
                ('happened_in', models.DateField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField()),
                ('source_hash', models.CharField(blank=True, max_length=64)),
                ('source_salt', models.CharField(blank=True, max_length=32)),
                ('basis', models.CharField(blank=True, max_length=400)),
                ('kept_until', models.DateField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
                'indexes': [models.Index(fields=['learner', '-made_at'], name='evidence_of_learner')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', rapport.practice.rules.portfolio.EvidenceKind['CASE']), _negated=True), models.Q(('source_hash', ''), _negated=True), _connector='OR'), name='evidence_of_case_has_a_hash')],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('point', models.CharField(max_length=12)),
                ('narrative', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('signed off', 'signed off'), ('sent back', 'sent back'), ('withdrawn', 'withdrawn')], default=rapport.practice.rules.portfolio.ClaimState['WAITING'], max_length=12)),
                ('made_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='practice.evidence')),
            ],
            options={
                'ordering': ['made_at', 'pk'],
                'indexes': [models.Index(fields=['state', 'made_at'], name='claim_by_state')],
                'constraints': [models.UniqueConstraint(fields=('evidence', 'point'), name='claim_once')],
            },
        ),
        migrations.CreateModel(
            name='ClaimDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('is_signed_off', models.BooleanField()),
                ('narrative', models.TextField(blank=True, default='')),
                ('comment', models.TextField(blank=True)),
                ('valid', models.BooleanField()),
                ('authentic', models.BooleanField()),
                ('current', models.BooleanField()),
                ('sufficient', models.BooleanField()),
                ('reliable', models.BooleanField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='practice.claim')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_signed_off', False), models.Q(('authentic', True), ('current', True), ('reliable', True), ('sufficient', True), ('valid', True)), _connector='OR'), name='signed_off_with_all_checks')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('is_upheld', models.BooleanField(null=True)),
                ('outcome', models.TextField(blank=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appeals', to='practice.claim')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='practice.claimdecision')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('is_clean', models.BooleanField()),
                ('comment', models.CharField(blank=True, max_length=400)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evidence', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='check_made', to='practice.evidence')),
            ],
        ),
        migrations.CreateModel(
            name='EvidenceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('body', models.BinaryField()),
                ('evidence', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='practice.evidence')),
            ],
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.TextField()),
                ('source', models.CharField(blank=True, choices=[('', ''), ('case', 'case'), ('role-play', 'role-play'), ('answer', 'answer'), ('goal', 'goal')], max_length=10)),
                ('number', models.PositiveBigIntegerField(blank=True, null=True)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('asked', 'asked'), ('answered', 'answered'), ('declined', 'declined')], default=rapport.practice.rules.feedback.FeedbackState['ASKED'], max_length=8)),
                ('answer', models.TextField(blank=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('colleague', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback_to_give', to=settings.AUTH_USER_MODEL)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback_asked', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('learner', models.F('colleague')), _negated=True), name='feedback_of_another'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', rapport.practice.rules.feedback.FeedbackState['ASKED'])), models.Q(models.Q(('state', rapport.practice.rules.feedback.FeedbackState['ASKED']), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='feedback_settled_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', rapport.practice.rules.feedback.FeedbackState['ANSWERED']), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='feedback_answer_has_words')],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('seen_by', models.CharField(blank=True, max_length=300)),
                ('own_part', models.CharField(blank=True, max_length=300)),
                ('link', models.CharField(blank=True, max_length=80)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('review_on', models.DateField()),
                ('told_for', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('reached', 'reached'), ('dropped', 'dropped')], default=rapport.practice.rules.goals.GoalState['OPEN'], max_length=8)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['review_on', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', rapport.practice.rules.goals.GoalState['OPEN'])), fields=['review_on'], name='goal_to_look_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='goal_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', rapport.practice.rules.goals.GoalState['OPEN'])), models.Q(models.Q(('state', rapport.practice.rules.goals.GoalState['OPEN']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='goal_ended_says_when')],
            },
        ),
        migrations.CreateModel(
            name='GoalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('deed', models.CharField(choices=[('set', 'set'), ('changed', 'changed'), ('progress', 'progress'), ('reflected', 'reflected'), ('reached', 'reached'), ('dropped', 'dropped')], max_length=10)),
                ('text', models.CharField(blank=True, max_length=1000)),
                ('reads', models.JSONField(blank=True, default=dict)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='practice.goal')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=200)),
                ('score', models.FloatField()),
                ('points', models.JSONField()),
                ('guards', models.JSONField(default=list)),
                ('misconceptions', models.JSONField(default=list)),
                ('marked_at', models.DateTimeField()),
                ('answer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mark', to='practice.answer')),
            ],
        ),
        migrations.CreateModel(
            name='PointAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.SlugField(max_length=80)),
                ('question', models.SlugField(max_length=80)),
                ('point', models.SlugField(max_length=80)),
                ('decisions', models.PositiveIntegerField()),
                ('blind', models.PositiveIntegerField()),
                ('agreed', models.PositiveIntegerField()),
                ('kappa', models.FloatField(blank=True, null=True)),
                ('is_off', models.BooleanField(default=False)),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('topic', 'question', 'point'), name='point_agreement_once')],
            },
        ),
        migrations.CreateModel(
            name='PointCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.SlugField(max_length=80)),
                ('question', models.SlugField(max_length=80)),
                ('point', models.SlugField(max_length=80)),
                ('card', models.JSONField()),
                ('due_on', models.DateField()),
                ('shown_at', models.DateTimeField(blank=True, null=True)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='point_cards', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['learner', 'due_on'], name='card_by_day')],
                'constraints': [models.UniqueConstraint(fields=('learner', 'topic', 'question', 'point'), name='card_once')],
            },
        ),
        migrations.CreateModel(
            name='PointOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('point', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=400)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='point_overrides', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('learner', 'point'), name='override_once')],
            },
        ),
        migrations.CreateModel(
            name='Reflection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField()),
                ('so_what', models.TextField()),
                ('now_what', models.TextField()),
                ('source', models.CharField(blank=True, choices=[('', ''), ('case', 'case'), ('role-play', 'role-play'), ('answer', 'answer'), ('goal', 'goal')], max_length=10)),
                ('number', models.PositiveBigIntegerField(blank=True, null=True)),
                ('said_no_customer', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('goal', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='came_from', to='practice.goal')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reflections', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', True), ('source', '')), models.Q(models.Q(('source', ''), _negated=True), ('number__isnull', False)), _connector='OR'), name='reflection_source_has_number')],
            },
        ),
        migrations.CreateModel(
            name='RolePlay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scene', models.SlugField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('version', models.PositiveIntegerField()),
                ('seed', models.PositiveIntegerField()),
                ('channel', models.CharField(max_length=10)),
                ('reads_with', models.CharField(max_length=16)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ending', models.CharField(blank=True, max_length=10)),
                ('marks', models.JSONField(blank=True, default=dict)),
                ('mark_version', models.CharField(blank=True, max_length=16)),
                ('own_rating', models.JSONField(blank=True, default=dict)),
                ('rated_at', models.DateTimeField(blank=True, null=True)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_plays', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
                'indexes': [models.Index(fields=['learner', 'scene'], name='role_play_by_learner')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ending', '')), models.Q(('ended_at__isnull', False), models.Q(('ending', ''), _negated=True)), _connector='OR'), name='role_play_ended_somehow'), models.CheckConstraint(condition=models.Q(('rated_at__isnull', True), ('ended_at__isnull', False), _connector='OR'), name='role_play_rated_after')],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('seed', models.CharField(max_length=80)),
                ('why', models.CharField(max_length=200)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sample', to='practice.claimdecision')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SceneTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('by', models.CharField(max_length=10)),
                ('text', models.TextField()),
                ('shown', models.CharField(blank=True, max_length=200)),
                ('hint', models.CharField(blank=True, max_length=300)),
                ('changes', models.JSONField(blank=True, default=list)),
                ('facts', models.JSONField(blank=True, default=list)),
                ('moves', models.JSONField(blank=True, default=list)),
                ('state', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField()),
                ('role_play', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='practice.roleplay')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('role_play', 'number'), name='scene_turn_once'), models.CheckConstraint(condition=models.Q(('by', 'adviser'), ('by', 'customer'), _connector='OR'), name='scene_turn_by_one_of_two')],
            },
        ),
        migrations.CreateModel(
            name='SecondLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('agrees', models.BooleanField()),
                ('actions', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sample', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='look', to='practice.sample')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('agrees', True), models.Q(('actions', ''), _negated=True), _connector='OR'), name='disagreement_says_what_to_do')],
            },
        ),
        migrations.CreateModel(
            name='SentAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_at', models.DateTimeField()),
                ('answer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sent', to='practice.answer')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sent_answers', to='practice.enrolment')),
            ],
            options={
                'ordering': ['sent_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('comment', models.TextField(blank=True)),
                ('was_blind', models.BooleanField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='practice.sentanswer')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PointDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('point', models.SlugField(max_length=80)),
                ('was', models.CharField(blank=True, max_length=20)),
                ('became', models.CharField(max_length=20)),
                ('chance', models.FloatField(blank=True, null=True)),
                ('comment', models.TextField(blank=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='practice.decision')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('decision', 'point'), name='point_decided_once'), models.CheckConstraint(condition=models.Q(('became__in', ['shown', 'not_shown'])), name='point_decided_either_way')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('witness', 'witness'), ('employer', 'employer')], max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('agrees', models.BooleanField(null=True)),
                ('comment', models.TextField(blank=True)),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='practice.evidence')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['made_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agrees__isnull', True), ('signed_at__isnull', True)), models.Q(('agrees__isnull', False), ('signed_at__isnull', False)), _connector='OR'), name='signature_says_what')],
            },
        ),
        migrations.CreateModel(
            name='TaskAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.SlugField(max_length=80)),
                ('case', models.SlugField(max_length=80)),
                ('task', models.SlugField(max_length=80)),
                ('content_version', models.PositiveIntegerField()),
                ('text', models.CharField(max_length=200)),
                ('is_right', models.BooleanField()),
                ('answered_at', models.DateTimeField()),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='task_answers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-answered_at', '-pk'],
                'indexes': [models.Index(fields=['learner', 'topic', 'case'], name='task_answer_by_case')],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(max_length=120)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('may_be_named', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person', 'about'), name='wish_once')],
            },
        ),
    ]
