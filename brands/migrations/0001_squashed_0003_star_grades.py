import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("brands", "0001_initial"), ("brands", "0002_initial"), ("brands", "0003_star_grades")]

    initial = True

    dependencies = [("schools", "0001_squashed_0007_sessions_keepers_passwords"), ("schools", "__first__")]

    operations = [
        migrations.CreateModel(
            name="Brand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(choices=[("private", "不公开"), ("system", "系统内公开"), ("party", "党内公开"), ("public", "社会公开")], default="private", max_length=10, verbose_name="公开范围")),
                ("status", models.CharField(choices=[("draft", "草稿"), ("first", "待复审"), ("second", "待终审"), ("published", "已发布"), ("withdrawn", "已撤稿")], default="draft", editable=False, max_length=10, verbose_name="审核状态")),
                ("first_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="初审时间")),
                ("second_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="复审时间")),
                ("final_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="终审时间")),
                ("kind", models.CharField(choices=[("school_brand", "学校品牌"), ("secretary_project", "书记项目")], default="school_brand", max_length=18, verbose_name="类别")),
                ("title", models.CharField(help_text="想在哪里断行，就在哪里写一个“|”。", max_length=60, verbose_name="品牌名称")),
                ("slip", models.CharField(blank=True, help_text="封面上竖排的 2 到 5 个字。", max_length=5, verbose_name="题签")),
                ("tagline", models.CharField(blank=True, max_length=60, verbose_name="一句话介绍")),
                ("slogan", models.CharField(blank=True, max_length=60, verbose_name="品牌口号")),
                ("theme", models.CharField(blank=True, max_length=120, verbose_name="主题")),
                ("connotation", models.TextField(blank=True, max_length=1000, verbose_name="品牌内涵")),
                ("working_method", models.CharField(blank=True, max_length=60, verbose_name="工作法")),
                ("leader", models.CharField(blank=True, max_length=40, verbose_name="负责人（职务）")),
                ("cover", models.CharField(choices=[("default", "通用"), ("tongxin", "同心圆"), ("yanggen", "树与根"), ("duxiao", "银杏"), ("yingshan", "映山红"), ("sixin", "四心"), ("yanzhen", "雁阵"), ("xinqiao", "桥"), ("linghang", "灯塔")], default="default", max_length=10, verbose_name="封面")),
                ("logo", models.ImageField(blank=True, upload_to="brands/", verbose_name="品牌标识")),
                ("logo_meaning", models.CharField(blank=True, max_length=300, verbose_name="标识释义")),
                ("started_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="创建年份")),
                ("is_current", models.BooleanField(default=True, verbose_name="现用品牌")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("final_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="终审人")),
                ("first_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="初审人")),
                ("organization", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="brands", to="schools.partyorganization", verbose_name="党组织")),
                ("school", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="brands", to="schools.school", verbose_name="学校")),
                ("second_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="复审人")),
            ],
            options={
                "verbose_name": "品牌",
                "ordering": ["-final_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("first_by", models.F("second_by")), _negated=True), name="brands_brand_first_not_second", violation_error_message="初审和复审不能是同一个人。"),
                    models.CheckConstraint(condition=models.Q(("first_by", models.F("final_by")), _negated=True), name="brands_brand_first_not_final", violation_error_message="初审和终审不能是同一个人。"),
                    models.CheckConstraint(condition=models.Q(("second_by", models.F("final_by")), _negated=True), name="brands_brand_second_not_final", violation_error_message="复审和终审不能是同一个人。"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", True), ("first_by__isnull", True), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "draft")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", True), ("first_by__isnull", True), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "withdrawn")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "first")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", False), ("second_by__isnull", False), ("status", "second")),
                            models.Q(("final_at__isnull", False), ("final_by__isnull", False), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", False), ("second_by__isnull", False), ("status", "published")),
                            _connector="OR",
                        ),
                        name="brands_brand_check_trail",
                        violation_error_message="审核状态和审核人对不上。",
                    ),
                    models.UniqueConstraint(condition=models.Q(("is_current", True), ("kind", "school_brand")), fields=("school",), name="brand_one_current_per_school", violation_error_message="一所学校只有一个现用品牌，请先停用原来的品牌。"),
                    models.UniqueConstraint(fields=("school", "title"), name="brand_title_unique_in_school", violation_error_message="本校已有同名品牌。"),
                ],
                "indexes": [models.Index(condition=models.Q(("scope", "public"), ("status", "published")), fields=["-final_at", "-id"], name="brand_public_recent")],
            },
        ),
        migrations.CreateModel(
            name="BrandVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="版本号")),
                ("content", models.JSONField(verbose_name="内容")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="说明")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="保存时间")),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="brands.brand")),
                ("made_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="保存人")),
            ],
            options={"verbose_name": "品牌版本", "ordering": ["-number"], "constraints": [models.UniqueConstraint(fields=("brand", "number"), name="brand_version_number_once")]},
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("task", models.CharField(max_length=60, verbose_name="节点或任务")),
                ("person", models.CharField(blank=True, max_length=40, verbose_name="责任人（职务）")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="计划时间")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="完成时间")),
                ("precision", models.CharField(choices=[("year", "只知年份"), ("month", "只知年月"), ("day", "年月日")], default="month", max_length=5, verbose_name="时间精度")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="brands.brand")),
            ],
            options={"verbose_name": "建设历程", "ordering": ["order", "pk"]},
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(help_text="当月第一天", verbose_name="月份")),
                ("text", models.CharField(max_length=300, verbose_name="进展")),
                ("written_at", models.DateTimeField(auto_now_add=True, verbose_name="填写时间")),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="progress", to="brands.brand")),
                ("written_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="填写人")),
            ],
            options={"verbose_name": "月度进展", "ordering": ["-month"], "constraints": [models.UniqueConstraint(fields=("brand", "month"), name="progress_once_a_month", violation_error_message="这个月已经写过进展，可以直接修改。")]},
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.CharField(choices=[("world", "世界级"), ("national", "国家级"), ("province", "省级"), ("city", "市级"), ("county", "区县级"), ("town", "镇街级"), ("school", "校级")], max_length=10, verbose_name="级别")),
                (
                    "grade",
                    models.CharField(
                        choices=[("first", "一等奖"), ("second", "二等奖"), ("third", "三等奖"), ("merit", "优秀奖"), ("five_star", "五星"), ("four_star", "四星"), ("three_star", "三星"), ("selected", "入选"), ("cultivated", "立项培育"), ("excellent", "优秀"), ("passed", "合格"), ("failed", "不合格")],
                        default="selected",
                        max_length=10,
                        verbose_name="等次",
                    ),
                ),
                ("batch_name", models.CharField(max_length=80, verbose_name="批次名称")),
                ("wording", models.CharField(blank=True, max_length=80, verbose_name="结果称谓")),
                ("issuer", models.CharField(blank=True, max_length=80, verbose_name="公布单位")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="公布日期")),
                ("precision", models.CharField(choices=[("year", "只知年份"), ("month", "只知年月"), ("day", "年月日")], default="day", max_length=5, verbose_name="日期精度")),
                ("is_own", models.BooleanField(default=False, editable=False, verbose_name="本平台评选")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                ("revoke_reason", models.CharField(blank=True, max_length=200, verbose_name="撤销原因")),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="results", to="brands.brand")),
            ],
            options={"verbose_name": "评选结果", "ordering": ["-decided_on", "-pk"], "constraints": [models.CheckConstraint(condition=models.Q(("revoked_on", None), models.Q(("revoke_reason", ""), _negated=True), _connector="OR"), name="result_revoked_with_reason", violation_error_message="撤销结果要写明原因。")]},
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("background", "品牌由来"), ("practice", "主要做法"), ("result", "工作成效"), ("insight", "启示与思考")], max_length=10, verbose_name="部分")),
                ("heading", models.CharField(blank=True, max_length=60, verbose_name="小标题")),
                ("body", models.TextField(blank=True, max_length=3000, verbose_name="正文")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="brands.brand")),
            ],
            options={"verbose_name": "正文部分", "ordering": ["order", "pk"]},
        ),
        migrations.CreateModel(
            name="SubProject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("short_title", models.CharField(blank=True, max_length=12, verbose_name="简称")),
                ("summary", models.CharField(blank=True, max_length=60, verbose_name="一句话")),
                ("body", models.TextField(blank=True, max_length=2000, verbose_name="做法")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sub_projects", to="brands.brand")),
            ],
            options={"verbose_name": "子项目", "ordering": ["order", "pk"]},
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("mechanism", "机制制度"), ("post_scheme", "党员岗区"), ("course", "课程"), ("club", "社团"), ("venue", "阵地"), ("team", "队伍"), ("studio", "工作室"), ("channel", "自有栏目"), ("model", "工作模式"), ("concept", "理念口号"), ("other", "其他")], max_length=12, verbose_name="类别"
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("body", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("sub_project", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="measures", to="brands.subproject")),
            ],
            options={"verbose_name": "举措", "ordering": ["order", "pk"]},
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=40, verbose_name="说明")),
                ("value", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="数值")),
                ("unit", models.CharField(max_length=10, verbose_name="单位")),
                ("hedge", models.CharField(blank=True, choices=[("", "整数"), ("余", "余"), ("多", "多"), ("近", "近"), ("约", "约")], max_length=2, verbose_name="约数")),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="截至日期")),
                ("source", models.CharField(blank=True, max_length=80, verbose_name="数据来源")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="brands.brand")),
                ("sub_project", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="figures", to="brands.subproject", verbose_name="子项目")),
            ],
            options={"verbose_name": "数据", "ordering": ["order", "pk"]},
        ),
    ]
