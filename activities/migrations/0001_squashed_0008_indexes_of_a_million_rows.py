from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import activities.models.consents
from kit import pairs


def pair(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(pairs.index("activity_pairs", "activities_activity", "title", "place"))


def unpair(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX activity_pairs")


class Migration(migrations.Migration):
    replaces = [
        ("activities", "0001_initial"),
        ("activities", "0002_initial"),
        ("activities", "0003_initial"),
        ("activities", "0004_joint_records_and_looks"),
        ("activities", "0005_middle_size_of_photos"),
        ("activities", "0006_picture_consents"),
        ("activities", "0007_dates_beside_types"),
        ("activities", "0008_indexes_of_a_million_rows"),
    ]

    initial = True

    dependencies = [("kit", "0001_squashed_0010_tally"), ("brands", "0001_squashed_0003_star_grades"), ("schools", "0001_squashed_0007_sessions_keepers_passwords"), ("schools", "__first__")]

    operations = [
        migrations.CreateModel(name="Campaign", fields=[("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")), ("name", models.CharField(max_length=40, unique=True, verbose_name="专项行动"))], options={"verbose_name": "专项行动", "ordering": ["name"]}),
        migrations.CreateModel(
            name="Outlet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="媒体名称")),
                ("level", models.CharField(choices=[("world", "世界级"), ("national", "国家级"), ("province", "省级"), ("city", "市级"), ("county", "区县级"), ("town", "镇街级"), ("school", "校级")], max_length=10, verbose_name="级别")),
                ("kind", models.CharField(choices=[("newspaper", "报刊"), ("broadcast", "广播电视"), ("website", "网站"), ("new_media", "新媒体"), ("study_app", "学习强国")], max_length=10, verbose_name="类型")),
            ],
            options={"verbose_name": "媒体", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="ActivitySeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=60, verbose_name="系列名称")),
                ("frequency", models.CharField(choices=[("weekly", "每周"), ("monthly", "每月"), ("termly", "每学期"), ("yearly", "每年"), ("irregular", "不定期")], default="irregular", max_length=10, verbose_name="频次")),
                ("planned_per_term", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="本学期计划次数")),
                ("school", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="series", to="schools.school")),
            ],
            options={"verbose_name": "系列活动", "ordering": ["title"], "constraints": [models.UniqueConstraint(fields=("school", "title"), name="series_title_unique_in_school", violation_error_message="本校已有同名系列活动。")]},
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(choices=[("private", "不公开"), ("system", "系统内公开"), ("party", "党内公开"), ("public", "社会公开")], default="private", max_length=10, verbose_name="公开范围")),
                ("status", models.CharField(choices=[("draft", "草稿"), ("first", "待复审"), ("second", "待终审"), ("published", "已发布"), ("withdrawn", "已撤稿")], default="draft", editable=False, max_length=10, verbose_name="审核状态")),
                ("first_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="初审时间")),
                ("second_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="复审时间")),
                ("final_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="终审时间")),
                ("title", models.CharField(max_length=60, verbose_name="活动名称")),
                ("happened_on", models.DateField(verbose_name="日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="开始时间")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="结束时间")),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                ("mode", models.CharField(choices=[("offline", "线下"), ("online", "线上"), ("both", "线上加线下")], default="offline", max_length=8, verbose_name="形式")),
                ("members", models.PositiveIntegerField(default=0, verbose_name="党员")),
                ("teachers", models.PositiveIntegerField(default=0, verbose_name="教师")),
                ("students", models.PositiveIntegerField(default=0, verbose_name="学生")),
                ("others", models.PositiveIntegerField(default=0, verbose_name="家长、居民等")),
                ("expected", models.PositiveIntegerField(blank=True, null=True, verbose_name="应到")),
                ("present", models.PositiveIntegerField(blank=True, null=True, verbose_name="实到")),
                ("absent_note", models.CharField(blank=True, max_length=200, verbose_name="缺席及原因")),
                ("observers", models.PositiveIntegerField(blank=True, null=True, verbose_name="列席")),
                ("host", models.CharField(blank=True, max_length=40, verbose_name="主持人")),
                ("lecturer", models.CharField(blank=True, max_length=40, verbose_name="主讲人")),
                ("recorder", models.CharField(blank=True, max_length=40, verbose_name="记录人")),
                ("hours", models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(Decimal(0), "学时不能是负数。")], verbose_name="学时")),
                ("minutes", models.TextField(blank=True, verbose_name="会议记录（不公开）")),
                ("resolutions", models.TextField(blank=True, verbose_name="决议事项（不公开）")),
                ("votes_for", models.PositiveIntegerField(blank=True, null=True, verbose_name="赞成")),
                ("votes_against", models.PositiveIntegerField(blank=True, null=True, verbose_name="反对")),
                ("votes_abstained", models.PositiveIntegerField(blank=True, null=True, verbose_name="弃权")),
                ("donated_amount", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="捐款金额（元）")),
                ("donated_goods", models.CharField(blank=True, max_length=200, verbose_name="捐赠物资")),
                ("donation_purpose", models.CharField(blank=True, max_length=120, verbose_name="捐赠用途")),
                ("story", models.TextField(blank=True, max_length=3000, verbose_name="做了什么，有什么收获")),
                ("story_source", models.CharField(blank=True, max_length=40, verbose_name="来源")),
                ("story_author", models.CharField(blank=True, max_length=40, verbose_name="作者（职务）")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="填报时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("brand", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="activities", to="brands.brand", verbose_name="品牌")),
                ("created_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="填报人")),
                ("final_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="终审人")),
                ("first_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="初审人")),
                ("organization", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="activities", to="schools.partyorganization", verbose_name="党组织或党小组")),
                ("school", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="activities", to="schools.school", verbose_name="学校")),
                ("second_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="复审人")),
                ("sub_project", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="activities", to="brands.subproject", verbose_name="支撑品牌的哪一节")),
                ("ties", models.ManyToManyField(blank=True, related_name="activities", to="schools.tie", verbose_name="结对关系")),
                ("series", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="activities", to="activities.activityseries", verbose_name="系列活动")),
                ("campaigns", models.ManyToManyField(blank=True, related_name="activities", to="activities.campaign", verbose_name="专项行动")),
            ],
            options={
                "verbose_name": "活动",
                "verbose_name_plural": "活动",
                "ordering": ["-happened_on", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("first_by", models.F("second_by")), _negated=True), name="activities_activity_first_not_second", violation_error_message="初审和复审不能是同一个人。"),
                    models.CheckConstraint(condition=models.Q(("first_by", models.F("final_by")), _negated=True), name="activities_activity_first_not_final", violation_error_message="初审和终审不能是同一个人。"),
                    models.CheckConstraint(condition=models.Q(("second_by", models.F("final_by")), _negated=True), name="activities_activity_second_not_final", violation_error_message="复审和终审不能是同一个人。"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", True), ("first_by__isnull", True), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "draft")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", True), ("first_by__isnull", True), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "withdrawn")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "first")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", False), ("second_by__isnull", False), ("status", "second")),
                            models.Q(("final_at__isnull", False), ("final_by__isnull", False), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", False), ("second_by__isnull", False), ("status", "published")),
                            _connector="OR",
                        ),
                        name="activities_activity_check_trail",
                        violation_error_message="审核状态和审核人对不上。",
                    ),
                    models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("happened_on")), _connector="OR"), name="activity_ends_after_start", violation_error_message="结束日期不能早于开始日期。"),
                    models.CheckConstraint(condition=models.Q(("expected", None), ("present", None), ("present__lte", models.F("expected")), _connector="OR"), name="activity_present_within_expected", violation_error_message="实到人数不能多于应到人数，列席的另填。"),
                ],
                "indexes": [
                    models.Index(condition=models.Q(("scope", "public"), ("status", "published")), fields=["-happened_on", "-id"], name="activity_public_recent"),
                    models.Index(fields=["-happened_on", "-id"], name="activity_recent"),
                    models.Index(fields=["school", "-happened_on", "-id"], name="activity_school_recent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityAttachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("sign_in", "签到表"), ("minutes", "会议记录"), ("plan", "方案"), ("other", "其他")], default="other", max_length=8, verbose_name="类别")),
                ("file", models.FileField(upload_to="attachments/%Y/%m/", verbose_name="文件")),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小（字节）")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("activity", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="activities.activity")),
                ("added_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={"verbose_name": "附件", "ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="ActivityFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=40, verbose_name="说明")),
                ("value", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="数值")),
                ("unit", models.CharField(max_length=10, verbose_name="单位")),
                ("hedge", models.CharField(blank=True, choices=[("", "整数"), ("余", "余"), ("多", "多"), ("近", "近"), ("约", "约")], max_length=2, verbose_name="约数")),
                ("activity", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="activities.activity")),
            ],
            options={"verbose_name": "活动数据", "ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="ActivityPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("image", models.FileField(upload_to="photos/%Y/%m/", verbose_name="照片")),
                ("middle", models.FileField(blank=True, upload_to="photos/%Y/%m/", verbose_name="中图")),
                ("thumb", models.FileField(upload_to="photos/%Y/%m/", verbose_name="缩略图")),
                ("digest", models.CharField(db_index=True, max_length=64, verbose_name="原图摘要")),
                ("look", models.CharField(blank=True, editable=False, max_length=16, verbose_name="画面摘要")),
                ("size", models.PositiveBigIntegerField(default=0, editable=False, verbose_name="大小（字节）")),
                ("width", models.PositiveIntegerField(verbose_name="宽")),
                ("height", models.PositiveIntegerField(verbose_name="高")),
                ("alt", models.CharField(blank=True, max_length=100, verbose_name="照片说明")),
                ("consent", models.CharField(choices=[("no_pupils", "没有学生正脸"), ("given", "有学生正脸，已征得监护人同意"), ("missing", "有学生正脸，还没有征得同意"), ("withdrawn", "监护人已撤回同意")], default="missing", max_length=10, verbose_name="学生肖像")),
                ("is_placeholder", models.BooleanField(default=False, verbose_name="示意图")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("activity", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="activities.activity")),
                ("added_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={"verbose_name": "照片", "ordering": ["order", "pk"], "constraints": [models.UniqueConstraint(fields=("activity", "digest"), name="photo_once_per_activity", violation_error_message="这张照片已经传过了。")]},
        ),
        migrations.CreateModel(
            name="ActivityTyping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("theme_day", "主题党日"),
                            ("lecture", "党课"),
                            ("member_meeting", "支部党员大会"),
                            ("committee_meeting", "支部委员会"),
                            ("group_meeting", "党小组会"),
                            ("life_meeting", "组织生活会"),
                            ("appraisal", "民主评议党员"),
                            ("talk", "谈心谈话"),
                            ("study_group", "理论学习中心组"),
                            ("study", "学习培训"),
                            ("ceremony", "升旗与纪念日"),
                            ("co_build", "结对共建"),
                            ("research", "联合教研"),
                            ("exchange", "书信互访"),
                            ("teaching_support", "支教送教"),
                            ("donation", "捐赠援建"),
                            ("volunteer", "志愿服务"),
                            ("report", "双报到"),
                            ("home_visit", "家访"),
                            ("visit", "参观研学"),
                            ("contest", "比赛展示"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="活动类型",
                    ),
                ),
                ("happened_on", models.DateField(editable=False, verbose_name="日期")),
                ("activity", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="typings", to="activities.activity")),
            ],
            options={"verbose_name": "活动类型", "ordering": ["pk"], "constraints": [models.UniqueConstraint(fields=("activity", "type"), name="activity_type_once")], "indexes": [models.Index(fields=["type", "-happened_on", "-activity"], name="typing_recent")]},
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("kind", models.CharField(choices=[("account", "公众号等账号"), ("column", "专栏"), ("platform", "平台")], max_length=8, verbose_name="类型")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="链接")),
                ("parent", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="columns", to="activities.channel", verbose_name="上级栏目")),
                ("school", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="channels", to="schools.school")),
            ],
            options={"verbose_name": "自有栏目", "ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="NotDuplicate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said_at", models.DateTimeField(auto_now_add=True)),
                ("first", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="activities.activity")),
                ("said_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("second", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="activities.activity")),
            ],
            options={"verbose_name": "不是重复", "constraints": [models.UniqueConstraint(fields=("first", "second"), name="not_duplicate_once"), models.CheckConstraint(condition=models.Q(("first__lt", models.F("second"))), name="not_duplicate_in_order")]},
        ),
        migrations.CreateModel(
            name="Coverage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(choices=[("private", "不公开"), ("system", "系统内公开"), ("party", "党内公开"), ("public", "社会公开")], default="private", max_length=10, verbose_name="公开范围")),
                ("status", models.CharField(choices=[("draft", "草稿"), ("first", "待复审"), ("second", "待终审"), ("published", "已发布"), ("withdrawn", "已撤稿")], default="draft", editable=False, max_length=10, verbose_name="审核状态")),
                ("first_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="初审时间")),
                ("second_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="复审时间")),
                ("final_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="终审时间")),
                ("title", models.CharField(max_length=100, verbose_name="标题")),
                ("kind", models.CharField(choices=[("report", "报道"), ("interview", "采访"), ("article", "刊发文章"), ("programme", "节目")], default="report", max_length=10, verbose_name="形式")),
                ("column", models.CharField(blank=True, max_length=60, verbose_name="版面或栏目")),
                ("appeared_on", models.DateField(blank=True, null=True, verbose_name="刊发日期")),
                ("precision", models.CharField(choices=[("year", "只知年份"), ("month", "只知年月"), ("day", "年月日")], default="day", max_length=5, verbose_name="日期精度")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="链接")),
                ("is_original", models.BooleanField(default=True, verbose_name="原创（不是转载）")),
                ("scan", models.FileField(blank=True, upload_to="coverage/", verbose_name="扫描件")),
                ("link_works", models.BooleanField(editable=False, null=True, verbose_name="链接有效")),
                ("link_problem", models.CharField(blank=True, editable=False, max_length=60, verbose_name="链接问题")),
                ("link_checked_at", models.DateTimeField(editable=False, null=True, verbose_name="链接检查时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("activity", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="coverage", to="activities.activity", verbose_name="活动")),
                ("brand", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="coverage", to="brands.brand", verbose_name="品牌")),
                ("final_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="终审人")),
                ("first_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="初审人")),
                ("school", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="coverage", to="schools.school", verbose_name="学校")),
                ("second_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="复审人")),
                ("outlet", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="coverage", to="activities.outlet", verbose_name="媒体")),
            ],
            options={
                "verbose_name": "媒体报道",
                "ordering": ["-appeared_on", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("first_by", models.F("second_by")), _negated=True), name="activities_coverage_first_not_second", violation_error_message="初审和复审不能是同一个人。"),
                    models.CheckConstraint(condition=models.Q(("first_by", models.F("final_by")), _negated=True), name="activities_coverage_first_not_final", violation_error_message="初审和终审不能是同一个人。"),
                    models.CheckConstraint(condition=models.Q(("second_by", models.F("final_by")), _negated=True), name="activities_coverage_second_not_final", violation_error_message="复审和终审不能是同一个人。"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", True), ("first_by__isnull", True), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "draft")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", True), ("first_by__isnull", True), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "withdrawn")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "first")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", False), ("second_by__isnull", False), ("status", "second")),
                            models.Q(("final_at__isnull", False), ("final_by__isnull", False), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", False), ("second_by__isnull", False), ("status", "published")),
                            _connector="OR",
                        ),
                        name="activities_coverage_check_trail",
                        violation_error_message="审核状态和审核人对不上。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(choices=[("waiting", "待确认"), ("confirmed", "已确认"), ("declined", "不是我们参加的")], default="waiting", max_length=10, verbose_name="确认")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                ("activity", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="participations", to="activities.activity")),
                ("answered_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="答复人")),
                ("own", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="shared", to="activities.activity", verbose_name="这个单位自己记的那条")),
                ("partner", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="participations", to="schools.partner", verbose_name="伙伴单位")),
                ("school", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="participations", to="schools.school", verbose_name="学校")),
            ],
            options={
                "verbose_name": "共同参加单位",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(models.Q(("partner", None), ("school__isnull", False)), models.Q(("partner__isnull", False), ("school", None)), _connector="OR"), name="participation_is_one_body", violation_error_message="共同参加单位从学校和伙伴单位中选一个。"),
                    models.UniqueConstraint(fields=("activity", "school"), name="participation_school_once", violation_error_message="这个单位已经在名单里。"),
                    models.UniqueConstraint(fields=("activity", "partner"), name="participation_partner_once", violation_error_message="这个单位已经在名单里。"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PictureConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, verbose_name="原图摘要")),
                ("state", models.CharField(choices=[("no_pupils", "没有学生正脸"), ("given", "有学生正脸，已征得监护人同意"), ("missing", "有学生正脸，还没有征得同意"), ("withdrawn", "监护人已撤回同意")], max_length=10, verbose_name="学生肖像")),
                ("paper", models.CharField(blank=True, max_length=80, validators=[activities.models.consents.no_pupil], verbose_name="纸质同意书放在哪里")),
                ("held", models.JSONField(blank=True, default=list, verbose_name="还存有这张照片的档案")),
                ("noted_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("activity", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="activities.activity")),
                ("noted_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="登记人")),
                ("photo", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="consents", to="activities.activityphoto")),
            ],
            options={"verbose_name": "肖像同意登记", "ordering": ["-pk"]},
        ),
        migrations.RunPython(pair, unpair),
    ]
