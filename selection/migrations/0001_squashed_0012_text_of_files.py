from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kit.secret


class Migration(migrations.Migration):
    replaces = [
        ("selection", "0001_initial"),
        ("selection", "0002_votes_on_ties"),
        ("selection", "0003_seals_permits_regions"),
        ("selection", "0004_build_reports_frozen"),
        ("selection", "0005_recommendations_carry_the_judged_version"),
        ("selection", "0006_self_scores"),
        ("selection", "0007_recheck"),
        ("selection", "0008_defence_and_paper"),
        ("selection", "0009_letters_change_and_star_grades"),
        ("selection", "0010_acceptance_sheets"),
        ("selection", "0011_temporary_experts"),
        ("selection", "0012_text_of_files"),
    ]

    initial = True

    dependencies = [
        ("activities", "0001_squashed_0008_indexes_of_a_million_rows"),
        ("brands", "0001_squashed_0003_star_grades"),
        ("honors", "0001_squashed_0005_run_out"),
        ("schools", "0001_squashed_0007_sessions_keepers_passwords"),
        ("schools", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "programme",
                    models.CharField(
                        choices=[("brand", "一校一品品牌项目"), ("secretary_project", "书记项目")],
                        default="brand",
                        max_length=18,
                        verbose_name="项目",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("result", "成果评选"), ("cultivation", "立项培育")],
                        default="result",
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1, "批次从 1 开始。")],
                        verbose_name="第几批",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="批次名称")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "筹备中"),
                            ("open", "申报中"),
                            ("checking", "形式审查"),
                            ("reviewing", "专家评审"),
                            ("deciding", "工委研究"),
                            ("noticed", "公示中"),
                            ("published", "已公布"),
                            ("archived", "已归档"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="阶段",
                    ),
                ),
                (
                    "result_wording",
                    models.CharField(
                        default="品牌建设成果",
                        help_text="如品牌建设成果、培育项目、优秀案例。",
                        max_length=40,
                        verbose_name="结果称谓",
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=3000, verbose_name="申报须知")),
                (
                    "basis_title",
                    models.CharField(blank=True, max_length=120, verbose_name="依据文件"),
                ),
                (
                    "basis_number",
                    models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                ),
                (
                    "basis_issuer",
                    models.CharField(blank=True, max_length=80, verbose_name="依据文件发文单位"),
                ),
                (
                    "basis_date",
                    models.DateField(blank=True, null=True, verbose_name="依据文件日期"),
                ),
                ("opens_at", models.DateTimeField(verbose_name="申报开始")),
                ("closes_at", models.DateTimeField(verbose_name="申报截止")),
                (
                    "correct_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="补正截止"),
                ),
                (
                    "review_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="评审截止"),
                ),
                ("period_from", models.DateField(blank=True, null=True, verbose_name="成果统计起")),
                (
                    "period_until",
                    models.DateField(blank=True, null=True, verbose_name="成果统计止"),
                ),
                (
                    "build_months",
                    models.PositiveSmallIntegerField(default=24, verbose_name="建设期（月）"),
                ),
                (
                    "recheck_years",
                    models.PositiveSmallIntegerField(default=0, verbose_name="几年后复核"),
                ),
                ("regions", models.JSONField(blank=True, default=list, verbose_name="可申报地区")),
                ("stages", models.JSONField(blank=True, default=list, verbose_name="可申报学段")),
                (
                    "ownerships",
                    models.JSONField(blank=True, default=list, verbose_name="可申报办学性质"),
                ),
                (
                    "fields",
                    models.JSONField(blank=True, default=dict, verbose_name="申报书栏目与字数"),
                ),
                (
                    "attachments_asked",
                    models.JSONField(blank=True, default=list, verbose_name="须交附件"),
                ),
                ("is_sealed", models.BooleanField(default=False, verbose_name="截止前密封")),
                (
                    "unsealed_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="拆封时间"),
                ),
                ("is_anonymous", models.BooleanField(default=False, verbose_name="匿名评审")),
                (
                    "signs_recommended",
                    models.BooleanField(default=True, verbose_name="推荐来的项目由书记重新审签"),
                ),
                ("has_self_score", models.BooleanField(default=False, verbose_name="申报时自评")),
                (
                    "panel_size",
                    models.PositiveSmallIntegerField(default=5, verbose_name="每项专家数"),
                ),
                (
                    "minimum_valid",
                    models.PositiveSmallIntegerField(default=3, verbose_name="最少有效评分数"),
                ),
                (
                    "trim_from",
                    models.PositiveSmallIntegerField(
                        default=5, verbose_name="满几份去掉最高最低分"
                    ),
                ),
                (
                    "quota_total",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="名额"),
                ),
                (
                    "grade_rules",
                    models.JSONField(blank=True, default=list, verbose_name="等次规则"),
                ),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(default=5, verbose_name="公示天数"),
                ),
                (
                    "notice_day_kind",
                    models.CharField(
                        choices=[("working", "工作日"), ("calendar", "自然日")],
                        default="working",
                        max_length=8,
                        verbose_name="公示天数按",
                    ),
                ),
                (
                    "contact_office",
                    models.CharField(blank=True, max_length=60, verbose_name="受理部门"),
                ),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=30, verbose_name="受理电话"),
                ),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="受理邮箱"),
                ),
                (
                    "contact_address",
                    models.CharField(blank=True, max_length=120, verbose_name="通讯地址"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "cloned_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="clones",
                        to="selection.batch",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="schools.region",
                        verbose_name="组织地区",
                    ),
                ),
                (
                    "unsealed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拆封人",
                    ),
                ),
            ],
            options={
                "verbose_name": "批次",
                "ordering": ["-opens_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region", "programme", "number"),
                        name="batch_number_once",
                        violation_error_message="这个项目已经有同一批次。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                        name="batch_closes_after_opening",
                        violation_error_message="申报截止要晚于申报开始。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unsealed_at", None),
                            ("unsealed_at__gte", models.F("closes_at")),
                            _connector="OR",
                        ),
                        name="batch_unsealed_after_closing",
                        violation_error_message="已经拆封，申报截止时间不能再改到拆封以后。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_sealed", False),
                            ("unsealed_at__isnull", False),
                            ("status__in", ["draft", "open"]),
                            _connector="OR",
                        ),
                        name="batch_sealed_only_while_open",
                        violation_error_message="密封的申报要先拆封，才能审查和评审。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trim_from__gte", 3)),
                        name="batch_trim_needs_three",
                        violation_error_message="至少 3 份评分才能去掉最高分和最低分。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("notice_days__gte", 1)),
                        name="batch_notice_at_least_one_day",
                        violation_error_message="公示至少 1 天。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, null=True, verbose_name="项目编号"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("to_sign", "待书记审签"),
                            ("submitted", "待形式审查"),
                            ("returned", "退回补正"),
                            ("passed", "形式审查通过"),
                            ("rejected", "不予受理"),
                            ("reviewing", "评审中"),
                            ("reviewed", "评审完成"),
                            ("decided", "工委已研究"),
                            ("noticed", "公示中"),
                            ("suspended", "异议处理中"),
                            ("approved", "入选"),
                            ("building", "建设中"),
                            ("midterm", "中期检查"),
                            ("extended", "延长建设期"),
                            ("closed", "已结项"),
                            ("not_selected", "未入选"),
                            ("withdrawn", "已撤回"),
                            ("terminated", "已终止"),
                            ("revoked", "已撤销"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=14,
                        verbose_name="状态",
                    ),
                ),
                ("content", models.JSONField(blank=True, default=dict, verbose_name="申报内容")),
                (
                    "facts",
                    models.JSONField(
                        blank=True, default=dict, editable=False, verbose_name="台账数据"
                    ),
                ),
                ("self_scores", models.JSONField(blank=True, default=dict, verbose_name="自评")),
                (
                    "contact_phone",
                    kit.secret.EncryptedTextField(blank=True, verbose_name="联系电话（不公开）"),
                ),
                (
                    "signed_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="审签时间"),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="提交时间"),
                ),
                (
                    "correct_by",
                    models.DateField(editable=False, null=True, verbose_name="补正期限"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="brands.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="schools.partyorganization",
                        verbose_name="申报党组织",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="schools.school",
                        verbose_name="学校",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审签人",
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="selection.batch",
                        verbose_name="批次",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "withdrawn"), _negated=True),
                        fields=("batch", "organization"),
                        name="application_one_per_organization",
                        violation_error_message="这个党组织在本批次已经有一份申报。",
                    ),
                    models.UniqueConstraint(
                        fields=("batch", "number"), name="application_number_once"
                    ),
                ],
                "indexes": [models.Index(fields=["batch", "status"], name="application_by_state")],
            },
        ),
        migrations.CreateModel(
            name="ApplicationMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="职务")),
                ("duty", models.CharField(blank=True, max_length=80, verbose_name="分工")),
                ("unit", models.CharField(blank=True, max_length=80, verbose_name="单位")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="selection.application",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目组成员",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ApplicationVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版本号")),
                ("content", models.JSONField(verbose_name="冻结内容")),
                ("digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="版本码")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="审签时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="selection.application",
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="selection.applicationversion",
                        verbose_name="推荐时照抄的版本",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审签人",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报版本",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "number"), name="application_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicationFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("support", "佐证材料"),
                            ("sealed", "盖章扫描件"),
                            ("pledge", "廉政或无违纪证明"),
                            ("video_link", "视频链接"),
                            ("other", "其他"),
                        ],
                        default="support",
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                (
                    "file",
                    models.FileField(blank=True, upload_to="applications/%Y/", verbose_name="文件"),
                ),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="链接")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="摘要")),
                ("text", models.TextField(blank=True, editable=False, verbose_name="读出的文字")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="大小（字节）")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="selection.application",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_files",
                        to="selection.applicationversion",
                        verbose_name="对应版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报文件",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("document_number", models.CharField(max_length=60, verbose_name="文号")),
                ("issued_on", models.DateField(verbose_name="成文日期")),
                ("body", models.TextField(blank=True, max_length=3000, verbose_name="正文")),
                ("published_at", models.DateTimeField(auto_now_add=True, verbose_name="发布时间")),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcement",
                        to="selection.batch",
                    ),
                ),
            ],
            options={
                "verbose_name": "结果公布",
                "ordering": ["-published_at"],
            },
        ),
        migrations.CreateModel(
            name="CheckItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=80, verbose_name="审查内容")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_items",
                        to="selection.batch",
                    ),
                ),
            ],
            options={
                "verbose_name": "形式审查项",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CheckMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_met", models.BooleanField(verbose_name="符合")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("marked_at", models.DateTimeField(auto_now=True, verbose_name="审查时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_marks",
                        to="selection.application",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="selection.checkitem",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审查人",
                    ),
                ),
            ],
            options={
                "verbose_name": "形式审查结论",
                "ordering": ["item__order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "item"), name="check_mark_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="承诺任务")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="完成期限")),
                (
                    "delivered",
                    models.CharField(blank=True, max_length=300, verbose_name="完成情况"),
                ),
                ("delivered_on", models.DateField(blank=True, null=True, verbose_name="完成时间")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commitments",
                        to="selection.application",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="brands.milestone",
                    ),
                ),
            ],
            options={
                "verbose_name": "建设任务",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("extension", "延期"),
                            ("content", "内容变更"),
                            ("leader", "负责人变更"),
                            ("termination", "终止"),
                        ],
                        max_length=12,
                        verbose_name="事项",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="原因")),
                ("new_due_on", models.DateField(blank=True, null=True, verbose_name="延期至")),
                ("new_value", models.CharField(blank=True, max_length=200, verbose_name="变更为")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "待批复"),
                            ("approved", "同意"),
                            ("refused", "不同意"),
                        ],
                        default="requested",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="申请时间")),
                (
                    "decided_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="批复时间"),
                ),
                (
                    "approval_number",
                    models.CharField(blank=True, max_length=60, verbose_name="批复文号"),
                ),
                ("reply", models.CharField(blank=True, max_length=300, verbose_name="批复意见")),
                (
                    "digest",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="内容摘要"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_requests",
                        to="selection.application",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="selection.commitment",
                    ),
                ),
            ],
            options={
                "verbose_name": "变更申请",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "extension"), _negated=True),
                            ("new_due_on__isnull", False),
                            _connector="OR",
                        ),
                        name="extension_has_new_date",
                        violation_error_message="延期要写明延到哪一天。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=60, verbose_name="栏目")),
                ("note", models.CharField(max_length=500, verbose_name="退回意见")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="补正期限")),
                ("before", models.TextField(blank=True, verbose_name="补正前")),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="补正说明")),
                ("after", models.TextField(blank=True, verbose_name="补正后")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="答复时间"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="selection.application",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "补正",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__isnull", False), ("answered_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="correction_answer_is_signed",
                        violation_error_message="补正答复要有答复人和时间。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Expert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(blank=True, max_length=80, verbose_name="专长")),
                ("stages", models.JSONField(blank=True, default=list, verbose_name="熟悉的学段")),
                (
                    "maximum_load",
                    models.PositiveSmallIntegerField(default=20, verbose_name="最多评几项"),
                ),
                ("available_until", models.DateField(blank=True, null=True, verbose_name="可用至")),
                ("is_active", models.BooleanField(default=True, verbose_name="在库")),
                (
                    "only_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="own_experts",
                        to="selection.batch",
                        verbose_name="只评这一批",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experts",
                        to="schools.region",
                        verbose_name="所属专家库",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experts",
                        to="schools.school",
                        verbose_name="现工作学校",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expert",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "评审专家",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("own_school", "本校"),
                            ("former_post", "三年内任职"),
                            ("same_group", "同一集团"),
                            ("tie_partner", "结对单位"),
                            ("superior", "上级单位"),
                            ("named", "申报材料中署名"),
                            ("declared", "本人声明"),
                            ("kin", "亲属"),
                            ("advisor", "参与指导"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="说明")),
                ("told_at", models.DateTimeField(auto_now_add=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conflicts",
                        to="selection.application",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conflicts",
                        to="selection.expert",
                    ),
                ),
            ],
            options={
                "verbose_name": "利害关系",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "expert", "kind"), name="conflict_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=120, verbose_name="标题")),
                ("body", models.TextField(max_length=3000, verbose_name="正文")),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "待发送"), ("sent", "已发送"), ("dropped", "不发送")],
                        default="waiting",
                        editable=False,
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "sent_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="发送时间"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="selection.application",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="selection.batch",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "verbose_name": "信件",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="会议日期")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="会议纪要文号"),
                ),
                (
                    "expected",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1, "应到人数至少 1 人。")
                        ],
                        verbose_name="应到人数",
                    ),
                ),
                ("present", models.PositiveSmallIntegerField(verbose_name="实到人数")),
                (
                    "votes_for",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="同意票数"
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="会议说明")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="selection.batch",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
            ],
            options={
                "verbose_name": "工委会议",
                "ordering": ["-held_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("present__lte", models.F("expected"))),
                        name="meeting_present_within_expected",
                        violation_error_message="实到人数不能多于应到人数。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("votes_for", None),
                            ("votes_for__lte", models.F("present")),
                            _connector="OR",
                        ),
                        name="meeting_votes_within_present",
                        violation_error_message="同意票数不能多于实到人数。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("selected", "入选"),
                            ("cultivated", "立项培育"),
                            ("deferred", "暂缓"),
                            ("not_selected", "未入选"),
                        ],
                        max_length=12,
                        verbose_name="结论",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first", "一等奖"),
                            ("second", "二等奖"),
                            ("third", "三等奖"),
                            ("merit", "优秀奖"),
                            ("five_star", "五星"),
                            ("four_star", "四星"),
                            ("three_star", "三星"),
                            ("selected", "入选"),
                            ("cultivated", "立项培育"),
                            ("excellent", "优秀"),
                            ("passed", "合格"),
                            ("failed", "不合格"),
                        ],
                        max_length=10,
                        verbose_name="等次",
                    ),
                ),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="评审名次"
                    ),
                ),
                (
                    "score",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=6,
                        null=True,
                        verbose_name="评审得分",
                    ),
                ),
                (
                    "votes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="同分表决得票"
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, max_length=300, verbose_name="与名次不一致的理由"),
                ),
                (
                    "certificate_number",
                    models.CharField(
                        blank=True, editable=False, max_length=20, verbose_name="证书编号"
                    ),
                ),
                (
                    "applied_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="生效时间"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="selection.application",
                    ),
                ),
                (
                    "result",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="brands.result",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="selection.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "研究结论",
                "ordering": ["rank", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Permit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_until", models.DateTimeField(verbose_name="有效期至")),
                ("reason", models.CharField(max_length=200, verbose_name="特许理由")),
                ("given_at", models.DateTimeField(auto_now_add=True, verbose_name="批准时间")),
                (
                    "withdrawn_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="收回时间"),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="permits",
                        to="selection.batch",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批准人",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="permits",
                        to="schools.partyorganization",
                        verbose_name="党组织",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收回人",
                    ),
                ),
            ],
            options={
                "verbose_name": "特许申报",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="permit_withdrawal_is_signed",
                        violation_error_message="收回特许要有收回人和时间。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("body", models.TextField(blank=True, max_length=3000, verbose_name="正文")),
                ("starts_on", models.DateField(verbose_name="公示开始")),
                ("ends_on", models.DateField(verbose_name="公示结束")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("running", "公示中"),
                            ("ended", "已结束"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("contact_office", models.CharField(max_length=60, verbose_name="受理部门")),
                ("contact_phone", models.CharField(max_length=30, verbose_name="监督电话")),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="邮箱"),
                ),
                (
                    "contact_address",
                    models.CharField(blank=True, max_length=120, verbose_name="通讯地址"),
                ),
                ("shows_rank", models.BooleanField(default=False, verbose_name="按得分从高到低排")),
                (
                    "published_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="发布时间"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="selection.batch",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
            ],
            options={
                "verbose_name": "公示",
                "ordering": ["-starts_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="notice_ends_after_start",
                        violation_error_message="公示结束不能早于开始。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
                ("is_suspended", models.BooleanField(default=False, verbose_name="暂缓")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice_items",
                        to="selection.decision",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="selection.publicnotice",
                    ),
                ),
            ],
            options={
                "verbose_name": "公示项目",
                "ordering": ["order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "decision"), name="notice_item_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", kit.secret.EncryptedTextField(verbose_name="真实姓名")),
                ("unit", kit.secret.EncryptedTextField(verbose_name="工作单位")),
                ("phone", kit.secret.EncryptedTextField(verbose_name="联系电话")),
                ("text", kit.secret.EncryptedTextField(verbose_name="事实与理由")),
                (
                    "received_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="收到时间"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "受理中"),
                            ("upheld", "异议成立"),
                            ("dismissed", "异议不成立"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="处理",
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True, editable=False, max_length=1000, verbose_name="处理结论"
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="办结时间"),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办结人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="selection.noticeitem",
                        verbose_name="涉及项目",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="selection.publicnotice",
                    ),
                ),
            ],
            options={
                "verbose_name": "异议",
                "ordering": ["-received_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("status", "open")),
                            models.Q(
                                models.Q(("status", "open"), _negated=True),
                                ("closed_at__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="objection_closed_with_answer",
                        violation_error_message="办结异议要写明结论。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuotaCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kindergarten", "幼儿园"),
                            ("primary", "小学"),
                            ("junior", "初中"),
                            ("nine_year", "九年一贯制"),
                            ("senior", "普通高中"),
                            ("complete", "完全中学"),
                            ("twelve_year", "十二年一贯制"),
                            ("vocational", "中等职业学校"),
                            ("special", "特殊教育学校"),
                            ("specialised", "专门学校"),
                            ("institution", "教育机关、直属单位"),
                        ],
                        max_length=14,
                        verbose_name="学段",
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(verbose_name="名额")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quota_cells",
                        to="selection.batch",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="schools.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "名额分配",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "region", "stage"),
                        name="quota_cell_once",
                        violation_error_message="这个地区和学段已经分过名额。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("region", None)),
                        fields=("batch", "stage"),
                        name="quota_cell_once_everywhere",
                        violation_error_message="这个地区和学段已经分过名额。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("keep", "保留"), ("mend", "整改"), ("revoke", "撤销")],
                        max_length=8,
                        verbose_name="复核结论",
                    ),
                ),
                ("note", models.CharField(max_length=200, verbose_name="复核意见")),
                (
                    "done_on",
                    models.DateField(
                        default=django.utils.timezone.localdate,
                        editable=False,
                        verbose_name="复核日期",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rechecks",
                        to="selection.application",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "复核",
                "ordering": ["-done_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="推荐顺序")),
                ("recommended_at", models.DateTimeField(auto_now_add=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="selection.application",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="selection.batch",
                        verbose_name="上级批次",
                    ),
                ),
                (
                    "made",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommended_from",
                        to="selection.application",
                    ),
                ),
                (
                    "recommended_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "推荐上报",
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "batch"), name="recommended_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("midterm", "中期报告"), ("closing", "结项报告")],
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="第几次")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "已提交"),
                            ("returned", "退回修改"),
                            ("accepted", "通过"),
                            ("failed", "不通过"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="提交期限")),
                ("content", models.JSONField(blank=True, default=dict, verbose_name="内容")),
                (
                    "frozen",
                    models.JSONField(
                        blank=True, default=dict, editable=False, verbose_name="冻结内容"
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="内容摘要"
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="提交时间"),
                ),
                (
                    "conclusion",
                    models.CharField(blank=True, max_length=500, verbose_name="验收意见"),
                ),
                (
                    "concluded_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="验收时间"),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="selection.application",
                    ),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "建设报告",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "kind", "round"),
                        name="report_once_per_round",
                        violation_error_message="这份报告已经建好，可以直接修改。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "held_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="验收日期"
                    ),
                ),
                ("members", models.JSONField(default=list, verbose_name="到会验收组成员")),
                ("rows", models.JSONField(blank=True, default=list, verbose_name="评分")),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=1, max_digits=6, null=True, verbose_name="合计"
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first", "一等奖"),
                            ("second", "二等奖"),
                            ("third", "三等奖"),
                            ("merit", "优秀奖"),
                            ("five_star", "五星"),
                            ("four_star", "四星"),
                            ("three_star", "三星"),
                            ("selected", "入选"),
                            ("cultivated", "立项培育"),
                            ("excellent", "优秀"),
                            ("passed", "合格"),
                            ("failed", "不合格"),
                        ],
                        max_length=10,
                        verbose_name="按分数的等次",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("excellent", "通过（优秀）"),
                            ("passed", "通过（合格）"),
                            ("returned", "退回修改"),
                            ("failed", "不通过"),
                        ],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="与分数等次不同的理由"
                    ),
                ),
                ("opinion", models.CharField(max_length=500, verbose_name="验收意见")),
                ("judged", models.JSONField(verbose_name="验收时的报告")),
                ("signed_at", models.DateTimeField(verbose_name="报告签字时间")),
                ("digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="记录时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptances",
                        to="selection.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "验收意见",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Rubric",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="评分表名称")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("review", "评审"),
                            ("midterm", "中期检查"),
                            ("closing", "结项验收"),
                        ],
                        default="review",
                        editable=False,
                        max_length=8,
                        verbose_name="用于",
                    ),
                ),
                (
                    "excellent_from",
                    models.PositiveSmallIntegerField(default=85, verbose_name="优秀线（分）"),
                ),
                (
                    "passed_from",
                    models.PositiveSmallIntegerField(default=60, verbose_name="合格线（分）"),
                ),
                (
                    "frozen_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="冻结时间"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rubrics",
                        to="selection.batch",
                    ),
                ),
            ],
            options={
                "verbose_name": "评分表",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("purpose", "review"), _negated=True),
                        fields=("batch", "purpose"),
                        name="one_acceptance_rubric_per_kind",
                        violation_error_message="这个批次已经有一张这样的验收评分表。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("excellent_from__gt", models.F("passed_from"))),
                        name="rubric_lines_in_order",
                        violation_error_message="优秀线要高于合格线。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("group", "一级指标"),
                            ("leaf", "二级指标"),
                            ("bonus", "加分项"),
                            ("deduction", "扣分项"),
                            ("veto", "一票否决"),
                        ],
                        max_length=10,
                        verbose_name="类型",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="指标")),
                ("guidance", models.CharField(blank=True, max_length=300, verbose_name="评什么")),
                ("bands", models.JSONField(blank=True, default=list, verbose_name="档次说明")),
                (
                    "points",
                    models.DecimalField(
                        decimal_places=1, default=Decimal(0), max_digits=5, verbose_name="分值"
                    ),
                ),
                (
                    "step",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal("0.5"),
                        max_digits=3,
                        verbose_name="最小分差",
                    ),
                ),
                (
                    "cap",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="上限"
                    ),
                ),
                (
                    "breaks_ties",
                    models.BooleanField(default=False, verbose_name="同分时比较这一项"),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="selection.indicator",
                        verbose_name="一级指标",
                    ),
                ),
                (
                    "rubric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="selection.rubric",
                    ),
                ),
            ],
            options={
                "verbose_name": "指标",
                "ordering": ["order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "leaf"), _negated=True),
                            models.Q(("parent__isnull", False), ("points__gt", 0)),
                            _connector="OR",
                        ),
                        name="indicator_leaf_has_parent_and_points",
                        violation_error_message="二级指标要归到一个一级指标，并写明分值。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step__gt", 0)),
                        name="indicator_step_positive",
                        violation_error_message="最小分差要大于 0。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "section",
                    models.CharField(
                        choices=[("practice", "主要做法"), ("result", "工作成效")],
                        default="result",
                        max_length=10,
                        verbose_name="所在部分",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="成效或做法")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="selection.application",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="claims",
                        to="selection.indicator",
                        verbose_name="对应指标",
                    ),
                ),
            ],
            options={
                "verbose_name": "成效条目",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="activities.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="selection.claim",
                    ),
                ),
                (
                    "coverage",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="activities.coverage",
                        verbose_name="报道",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="selection.applicationfile",
                        verbose_name="文件",
                    ),
                ),
                (
                    "honor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="honors.honor",
                        verbose_name="荣誉",
                    ),
                ),
                (
                    "tie",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.tie",
                        verbose_name="结对关系",
                    ),
                ),
            ],
            options={
                "verbose_name": "佐证",
                "ordering": ["order", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("claim", "activity"),
                        name="evidence_activity_once",
                        violation_error_message="这条佐证已经挂上了。",
                    ),
                    models.UniqueConstraint(
                        fields=("claim", "honor"),
                        name="evidence_honor_once",
                        violation_error_message="这条佐证已经挂上了。",
                    ),
                    models.UniqueConstraint(
                        fields=("claim", "coverage"),
                        name="evidence_coverage_once",
                        violation_error_message="这条佐证已经挂上了。",
                    ),
                    models.UniqueConstraint(
                        fields=("claim", "tie"),
                        name="evidence_tie_once",
                        violation_error_message="这条佐证已经挂上了。",
                    ),
                    models.UniqueConstraint(
                        fields=("claim", "file"),
                        name="evidence_file_once",
                        violation_error_message="这条佐证已经挂上了。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=1, default=Decimal(0), max_digits=5, verbose_name="分值"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="依据")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="adjustments",
                        to="selection.application",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="selection.indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "加减分",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReviewStage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="环节名称")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("material", "材料评审"),
                            ("defence", "现场答辩"),
                            ("on_site", "实地查看"),
                        ],
                        default="material",
                        max_length=8,
                        verbose_name="形式",
                    ),
                ),
                ("weight", models.PositiveSmallIntegerField(default=100, verbose_name="权重（%）")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_stages",
                        to="selection.batch",
                    ),
                ),
                (
                    "rubric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_stages",
                        to="selection.rubric",
                    ),
                ),
            ],
            options={
                "verbose_name": "评审环节",
                "ordering": ["order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1), ("weight__lte", 100)),
                        name="stage_weight_is_percent",
                        violation_error_message="权重在 1 到 100 之间。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("assigned", "待声明"),
                            ("declared", "评审中"),
                            ("submitted", "已提交"),
                            ("recused", "已回避"),
                            ("late", "逾期未交"),
                        ],
                        default="assigned",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("assigned_at", models.DateTimeField(auto_now_add=True, verbose_name="分派时间")),
                (
                    "declared_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="声明时间"
                    ),
                ),
                (
                    "recusal_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="回避原因"
                    ),
                ),
                (
                    "override_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="不回避的理由"),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="selection.application",
                    ),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="selection.expert",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="selection.reviewstage",
                    ),
                ),
            ],
            options={
                "verbose_name": "评审任务",
                "ordering": ["order", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stage", "application", "expert"),
                        name="assignment_once",
                        violation_error_message="这位专家已经分到这个项目。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "recused"), _negated=True),
                            models.Q(("recusal_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="assignment_recused_with_reason",
                        violation_error_message="回避要写明原因。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField(verbose_name="第几遍")),
                ("values", models.JSONField(default=dict, verbose_name="得分")),
                ("comment", models.CharField(blank=True, max_length=1000, verbose_name="总体意见")),
                ("entered_at", models.DateTimeField(auto_now=True)),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="paper_entries",
                        to="selection.assignment",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "纸质评分",
                "ordering": ["turn"],
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "turn"), name="paper_turn_once"),
                    models.UniqueConstraint(
                        fields=("assignment", "entered_by"),
                        name="paper_two_accounts",
                        violation_error_message="同一份评分要由两个账号各录一遍。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("turn__gte", 1), ("turn__lte", 2)), name="paper_twice"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=1000, verbose_name="总体意见")),
                (
                    "submitted_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="提交时间"
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="保存时间")),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="selection.assignment",
                    ),
                ),
            ],
            options={
                "verbose_name": "评审",
            },
        ),
        migrations.CreateModel(
            name="Annotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.CharField(max_length=60, verbose_name="所在部分")),
                ("quote", models.CharField(blank=True, max_length=200, verbose_name="原文")),
                ("text", models.CharField(max_length=300, verbose_name="批注")),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annotations",
                        to="selection.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "批注",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DefenceSlot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="selection.application",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="selection.reviewstage",
                    ),
                ),
            ],
            options={
                "verbose_name": "答辩顺序",
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(fields=("stage", "application"), name="slot_once"),
                    models.UniqueConstraint(fields=("stage", "order"), name="slot_order_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Defence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("starts_at", models.DateTimeField(verbose_name="第一项开始")),
                (
                    "talk_minutes",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[django.core.validators.MinValueValidator(1, "至少 1 分钟。")],
                        verbose_name="报告（分钟）",
                    ),
                ),
                (
                    "question_minutes",
                    models.PositiveSmallIntegerField(default=3, verbose_name="答问（分钟）"),
                ),
                (
                    "gap_minutes",
                    models.PositiveSmallIntegerField(default=2, verbose_name="换场（分钟）"),
                ),
                (
                    "places",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="按前面环节的得分取前几名，末位同分的都进；空着，全部进入。",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1, "至少 1 项。")],
                        verbose_name="几项进入答辩",
                    ),
                ),
                (
                    "seed",
                    models.CharField(
                        blank=True, editable=False, max_length=20, verbose_name="抽签种子"
                    ),
                ),
                (
                    "drawn_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="抽签时间"
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "drawn_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="抽签人",
                    ),
                ),
                (
                    "stage",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="defence",
                        to="selection.reviewstage",
                    ),
                ),
            ],
            options={
                "verbose_name": "答辩安排",
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.DecimalField(decimal_places=1, max_digits=5, verbose_name="得分")),
                (
                    "note",
                    models.CharField(blank=True, max_length=300, verbose_name="评语或扣分理由"),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="selection.indicator",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="selection.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "得分",
                "ordering": ["indicator__order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "indicator"), name="score_once"),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)),
                        name="score_not_negative",
                        violation_error_message="得分不能是负数。",
                    ),
                ],
            },
        ),
    ]
