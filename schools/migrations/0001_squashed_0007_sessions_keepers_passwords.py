import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("schools", "0001_initial"),
        ("schools", "0002_links_instead_of_first_passwords"),
        ("schools", "0003_deputies"),
        ("schools", "0004_tie_lapsing"),
        ("schools", "0005_partners"),
        ("schools", "0006_recycle_bin"),
        ("schools", "0007_sessions_keepers_passwords"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=12,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{2}(\\d{2}(\\d{2}(\\d{3}(\\d{3})?)?)?)?$",
                                "请填写 2、4、6、9 或 12 位数字代码。",
                            )
                        ],
                        verbose_name="行政区划代码",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "rank",
                    models.CharField(
                        choices=[
                            ("province", "省级"),
                            ("city", "地市级"),
                            ("county", "区县级"),
                            ("town", "镇街级"),
                        ],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                (
                    "committee",
                    models.CharField(blank=True, max_length=60, verbose_name="教育工委名称"),
                ),
            ],
            options={
                "verbose_name": "地区",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="email address"),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date joined"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="称呼")),
                ("unit", models.CharField(blank=True, max_length=80, verbose_name="所在单位")),
                (
                    "expires_on",
                    models.DateField(blank=True, null=True, verbose_name="账号有效期至"),
                ),
                (
                    "password_since",
                    models.DateTimeField(editable=False, null=True, verbose_name="密码设于"),
                ),
                (
                    "awake_since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="启用于"
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "账号",
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="PastPassword",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="past_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "用过的密码",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("name_hant", models.CharField(blank=True, max_length=80, verbose_name="繁体名")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("school", "学校"),
                            ("enterprise", "企业"),
                            ("community", "社区"),
                            ("agency", "机关单位"),
                            ("region", "地区"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("mainland", "内地"),
                            ("hong_kong", "中国香港"),
                            ("macao", "中国澳门"),
                            ("taiwan", "中国台湾"),
                            ("foreign", "国外"),
                        ],
                        default="mainland",
                        max_length=10,
                        verbose_name="所在地",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True, help_text="如新疆阿合奇", max_length=60, verbose_name="地点"
                    ),
                ),
                ("aliases", models.JSONField(blank=True, default=list, verbose_name="其他叫法")),
                (
                    "contact",
                    models.CharField(blank=True, max_length=120, verbose_name="联系人（不公开）"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_partners",
                        to="schools.partner",
                        verbose_name="并入",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="schools.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "伙伴单位",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="SchoolGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="集团名称")),
                ("model", models.CharField(blank=True, max_length=120, verbose_name="办学模式")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="groups",
                        to="schools.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "教育集团",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("started_at", models.DateTimeField(null=True, verbose_name="登录时间")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="最近使用")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="来源地址")),
                ("agent", models.CharField(blank=True, max_length=300, verbose_name="浏览器")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "登录",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Tie",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("private", "不公开"),
                            ("system", "系统内公开"),
                            ("party", "党内公开"),
                            ("public", "社会公开"),
                        ],
                        default="private",
                        max_length=10,
                        verbose_name="公开范围",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("first", "待复审"),
                            ("second", "待终审"),
                            ("published", "已发布"),
                            ("withdrawn", "已撤稿"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="审核状态",
                    ),
                ),
                (
                    "first_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="初审时间"
                    ),
                ),
                (
                    "second_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="复审时间"
                    ),
                ),
                (
                    "final_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="终审时间"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sister", "姊妹学校"),
                            ("friendly", "友好学校"),
                            ("assist", "结对帮扶"),
                            ("xinjiang", "援疆协作"),
                            ("rural", "城乡结对"),
                            ("organization_pair", "党组织结对共建"),
                            ("alliance", "党建联盟"),
                            ("group", "教育集团"),
                            ("enterprise", "校企共建"),
                            ("community", "校社共建"),
                        ],
                        max_length=18,
                        verbose_name="关系类型",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="名称")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("negotiating", "洽谈中"),
                            ("active", "有效"),
                            ("lapsed", "已到期"),
                            ("ended", "已终止"),
                        ],
                        default="negotiating",
                        max_length=12,
                        verbose_name="进展",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(blank=True, max_length=1000, verbose_name="内容与约定"),
                ),
                (
                    "since_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="始于（年）"
                    ),
                ),
                (
                    "agreement_title",
                    models.CharField(blank=True, max_length=80, verbose_name="协议名称"),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="签订日期")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                (
                    "agreement_file",
                    models.FileField(blank=True, upload_to="ties/", verbose_name="协议文件"),
                ),
                (
                    "approval_number",
                    models.CharField(blank=True, max_length=60, verbose_name="批准或备案文号"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "final_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="终审人",
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="初审人",
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复审人",
                    ),
                ),
            ],
            options={
                "verbose_name": "结对关系",
                "ordering": ["title"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_by", models.F("second_by")), _negated=True),
                        name="schools_tie_first_not_second",
                        violation_error_message="初审和复审不能是同一个人。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_by", models.F("final_by")), _negated=True),
                        name="schools_tie_first_not_final",
                        violation_error_message="初审和终审不能是同一个人。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("second_by", models.F("final_by")), _negated=True),
                        name="schools_tie_second_not_final",
                        violation_error_message="复审和终审不能是同一个人。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("final_at__isnull", True),
                                ("final_by__isnull", True),
                                ("first_at__isnull", True),
                                ("first_by__isnull", True),
                                ("second_at__isnull", True),
                                ("second_by__isnull", True),
                                ("status", "draft"),
                            ),
                            models.Q(
                                ("final_at__isnull", True),
                                ("final_by__isnull", True),
                                ("first_at__isnull", True),
                                ("first_by__isnull", True),
                                ("second_at__isnull", True),
                                ("second_by__isnull", True),
                                ("status", "withdrawn"),
                            ),
                            models.Q(
                                ("final_at__isnull", True),
                                ("final_by__isnull", True),
                                ("first_at__isnull", False),
                                ("first_by__isnull", False),
                                ("second_at__isnull", True),
                                ("second_by__isnull", True),
                                ("status", "first"),
                            ),
                            models.Q(
                                ("final_at__isnull", True),
                                ("final_by__isnull", True),
                                ("first_at__isnull", False),
                                ("first_by__isnull", False),
                                ("second_at__isnull", False),
                                ("second_by__isnull", False),
                                ("status", "second"),
                            ),
                            models.Q(
                                ("final_at__isnull", False),
                                ("final_by__isnull", False),
                                ("first_at__isnull", False),
                                ("first_by__isnull", False),
                                ("second_at__isnull", False),
                                ("second_by__isnull", False),
                                ("status", "published"),
                            ),
                            _connector="OR",
                        ),
                        name="schools_tie_check_trail",
                        violation_error_message="审核状态和审核人对不上。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("signed_on", None),
                            ("valid_until__gte", models.F("signed_on")),
                            _connector="OR",
                        ),
                        name="tie_valid_after_signed",
                        violation_error_message="有效期不能早于签订日期。",
                    ),
                ],
                "indexes": [models.Index(fields=["state", "valid_until"], name="tie_lapsing")],
            },
        ),
        migrations.CreateModel(
            name="Discarded",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="类别")),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="删除时间"
                    ),
                ),
                ("graph", models.JSONField(verbose_name="内容")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="删除人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "回收站内容",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DiscardedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(max_length=200, upload_to="", verbose_name="文件")),
                (
                    "discarded",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="schools.discarded",
                    ),
                ),
            ],
            options={
                "verbose_name": "回收站文件",
            },
        ),
        migrations.CreateModel(
            name="School",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("private", "不公开"),
                            ("system", "系统内公开"),
                            ("party", "党内公开"),
                            ("public", "社会公开"),
                        ],
                        default="private",
                        max_length=10,
                        verbose_name="公开范围",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("first", "待复审"),
                            ("second", "待终审"),
                            ("published", "已发布"),
                            ("withdrawn", "已撤稿"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="审核状态",
                    ),
                ),
                (
                    "first_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="初审时间"
                    ),
                ),
                (
                    "second_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="复审时间"
                    ),
                ),
                (
                    "final_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="终审时间"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="学校全称")),
                ("short_name", models.CharField(blank=True, max_length=30, verbose_name="简称")),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        error_messages={"unique": "这个学校标识码已经用在另一所学校。"},
                        max_length=10,
                        null=True,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{10}$", "学校标识码是 10 位数字。"
                            )
                        ],
                        verbose_name="学校标识码",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
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
                (
                    "ownership",
                    models.CharField(
                        choices=[("public", "公办"), ("private", "民办"), ("foreign", "中外合作")],
                        default="public",
                        max_length=8,
                        verbose_name="办学性质",
                    ),
                ),
                ("merged_on", models.DateField(blank=True, null=True, verbose_name="并入日期")),
                ("motto", models.CharField(blank=True, max_length=60, verbose_name="校训")),
                ("culture", models.CharField(blank=True, max_length=120, verbose_name="学校文化")),
                (
                    "designation",
                    models.CharField(blank=True, max_length=60, verbose_name="学校等级称谓"),
                ),
                (
                    "founded_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(
                                1000, "建校年份请写四位数字，如 1905。"
                            ),
                            django.core.validators.MaxValueValidator(
                                2100, "建校年份请写四位数字，如 1905。"
                            ),
                        ],
                        verbose_name="建校年份",
                    ),
                ),
                (
                    "history_note",
                    models.CharField(blank=True, max_length=60, verbose_name="办学历史"),
                ),
                (
                    "introduction",
                    models.TextField(blank=True, max_length=1000, verbose_name="学校简介"),
                ),
                (
                    "teacher_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="教职工数"),
                ),
                (
                    "student_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="学生数"),
                ),
                (
                    "class_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="班级数"),
                ),
                (
                    "counted_on",
                    models.DateField(blank=True, null=True, verbose_name="人数统计日期"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "final_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="终审人",
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="初审人",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_schools",
                        to="schools.school",
                        verbose_name="并入学校",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schools",
                        to="schools.region",
                        verbose_name="地区",
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复审人",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="schools",
                        to="schools.schoolgroup",
                        verbose_name="教育集团",
                    ),
                ),
            ],
            options={
                "verbose_name": "学校",
                "ordering": ["name"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_by", models.F("second_by")), _negated=True),
                        name="schools_school_first_not_second",
                        violation_error_message="初审和复审不能是同一个人。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_by", models.F("final_by")), _negated=True),
                        name="schools_school_first_not_final",
                        violation_error_message="初审和终审不能是同一个人。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("second_by", models.F("final_by")), _negated=True),
                        name="schools_school_second_not_final",
                        violation_error_message="复审和终审不能是同一个人。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("final_at__isnull", True),
                                ("final_by__isnull", True),
                                ("first_at__isnull", True),
                                ("first_by__isnull", True),
                                ("second_at__isnull", True),
                                ("second_by__isnull", True),
                                ("status", "draft"),
                            ),
                            models.Q(
                                ("final_at__isnull", True),
                                ("final_by__isnull", True),
                                ("first_at__isnull", True),
                                ("first_by__isnull", True),
                                ("second_at__isnull", True),
                                ("second_by__isnull", True),
                                ("status", "withdrawn"),
                            ),
                            models.Q(
                                ("final_at__isnull", True),
                                ("final_by__isnull", True),
                                ("first_at__isnull", False),
                                ("first_by__isnull", False),
                                ("second_at__isnull", True),
                                ("second_by__isnull", True),
                                ("status", "first"),
                            ),
                            models.Q(
                                ("final_at__isnull", True),
                                ("final_by__isnull", True),
                                ("first_at__isnull", False),
                                ("first_by__isnull", False),
                                ("second_at__isnull", False),
                                ("second_by__isnull", False),
                                ("status", "second"),
                            ),
                            models.Q(
                                ("final_at__isnull", False),
                                ("final_by__isnull", False),
                                ("first_at__isnull", False),
                                ("first_by__isnull", False),
                                ("second_at__isnull", False),
                                ("second_by__isnull", False),
                                ("status", "published"),
                            ),
                            _connector="OR",
                        ),
                        name="schools_school_check_trail",
                        violation_error_message="审核状态和审核人对不上。",
                    ),
                    models.UniqueConstraint(
                        fields=("region", "name"),
                        name="school_name_unique_in_region",
                        violation_error_message="这个地区已有同名学校。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into", None), ("merged_on", None)),
                            models.Q(("merged_into__isnull", False), ("merged_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="school_merged_iff_dated",
                        violation_error_message="并入学校和并入日期要一起填写。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartyOrganization",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="党组织全称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("work_committee", "教育工委"),
                            ("committee", "党委"),
                            ("general_branch", "党总支"),
                            ("branch", "党支部"),
                            ("joint_branch", "联合党支部"),
                            ("temporary_branch", "临时党支部"),
                            ("group", "党小组"),
                        ],
                        max_length=16,
                        verbose_name="类型",
                    ),
                ),
                (
                    "works_in",
                    models.CharField(
                        blank=True, help_text="如教研组、年级组", max_length=60, verbose_name="设在"
                    ),
                ),
                (
                    "approval_number",
                    models.CharField(blank=True, max_length=60, verbose_name="批准文号"),
                ),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="批准日期")),
                (
                    "full_members",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="正式党员数"),
                ),
                (
                    "probationary_members",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="预备党员数"),
                ),
                (
                    "teacher_members",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="教师党员数"),
                ),
                (
                    "retired_members",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="离退休党员数"),
                ),
                (
                    "committee_size",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="委员数"),
                ),
                (
                    "term_number",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="届次"),
                ),
                (
                    "term_started_on",
                    models.DateField(blank=True, null=True, verbose_name="本届选举日期"),
                ),
                ("term_ends_on", models.DateField(blank=True, null=True, verbose_name="届满日期")),
                ("extended_to", models.DateField(blank=True, null=True, verbose_name="延期至")),
                (
                    "extension_number",
                    models.CharField(blank=True, max_length=60, verbose_name="延期批复文号"),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="schools.partyorganization",
                        verbose_name="上级党组织",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organizations",
                        to="schools.region",
                        verbose_name="地区",
                    ),
                ),
                (
                    "host_schools",
                    models.ManyToManyField(
                        blank=True,
                        related_name="organizations",
                        to="schools.school",
                        verbose_name="所在学校",
                    ),
                ),
            ],
            options={
                "verbose_name": "党组织",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extended_to", None),
                            models.Q(("extension_number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="organization_extension_has_number",
                        violation_error_message="延期换届要写批复文号。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Officer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("secretary", "书记"),
                            ("full_time_deputy", "专职副书记"),
                            ("deputy", "副书记"),
                            ("organization", "组织委员"),
                            ("publicity", "宣传委员"),
                            ("discipline", "纪检委员"),
                            ("youth", "青年委员"),
                            ("united_front", "统战委员"),
                            ("masses", "群工委员"),
                            ("study", "学习委员"),
                            ("group_leader", "党小组组长"),
                            ("principal", "校长"),
                            ("vice_principal", "副校长"),
                        ],
                        max_length=16,
                        verbose_name="职务",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="任职日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="离任日期")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="offices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="officers",
                        to="schools.partyorganization",
                        verbose_name="党组织",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="officers",
                        to="schools.school",
                        verbose_name="学校",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职人员",
                "ordering": ["order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("organization", None),
                                ("post__in", ("principal", "vice_principal")),
                                ("school__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("post__in", ("principal", "vice_principal")), _negated=True
                                ),
                                ("organization__isnull", False),
                                ("school", None),
                            ),
                            _connector="OR",
                        ),
                        name="officer_post_matches_place",
                        violation_error_message="校长、副校长属于学校，其余职务属于党组织。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Employment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="职务")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="开始日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="employments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employments",
                        to="schools.school",
                        verbose_name="学校",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职经历",
                "ordering": ["-started_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SchoolEvent",
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
                            ("founded", "建校"),
                            ("renamed", "更名"),
                            ("merged", "合并"),
                            ("split", "恢复独立办学"),
                            ("moved", "迁址"),
                            ("cycle", "发展周期"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                ("happened_on", models.DateField(blank=True, null=True, verbose_name="时间")),
                (
                    "precision",
                    models.CharField(
                        choices=[("year", "只知年份"), ("month", "只知年月"), ("day", "年月日")],
                        default="year",
                        max_length=5,
                        verbose_name="时间精度",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="说明")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "学校大事",
                "ordering": ["happened_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SchoolName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="曾用名")),
                ("until", models.DateField(blank=True, null=True, verbose_name="使用至")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "曾用名",
                "ordering": ["-until", "name"],
            },
        ),
        migrations.CreateModel(
            name="TieMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("equal", "平等"),
                            ("supporter", "支援方"),
                            ("supported", "受援方"),
                            ("lead", "牵头单位"),
                            ("member", "成员单位"),
                        ],
                        default="equal",
                        max_length=10,
                        verbose_name="角色",
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tie_members",
                        to="schools.partyorganization",
                        verbose_name="党组织",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tie_members",
                        to="schools.partner",
                        verbose_name="伙伴单位",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tie_members",
                        to="schools.school",
                        verbose_name="学校",
                    ),
                ),
                (
                    "tie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="schools.tie",
                    ),
                ),
            ],
            options={
                "verbose_name": "结对单位",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("organization", None), ("partner", None), ("school__isnull", False)
                            ),
                            models.Q(
                                ("organization__isnull", False), ("partner", None), ("school", None)
                            ),
                            models.Q(
                                ("organization", None), ("partner__isnull", False), ("school", None)
                            ),
                            _connector="OR",
                        ),
                        name="tie_member_is_one_body",
                        violation_error_message="结对单位从学校、党组织、伙伴单位中选一个。",
                    ),
                    models.UniqueConstraint(
                        fields=("tie", "school"),
                        name="tie_member_school_once",
                        violation_error_message="这个单位已经在名单里。",
                    ),
                    models.UniqueConstraint(
                        fields=("tie", "organization"),
                        name="tie_member_organization_once",
                        violation_error_message="这个单位已经在名单里。",
                    ),
                    models.UniqueConstraint(
                        fields=("tie", "partner"),
                        name="tie_member_partner_once",
                        violation_error_message="这个单位已经在名单里。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("clerk", "学校填报员"),
                            ("secretary", "学校书记"),
                            ("staff", "区级工作人员"),
                            ("leader", "区级领导"),
                            ("expert", "评审专家"),
                            ("auditor", "审计员"),
                            ("security", "安全管理员"),
                            ("administrator", "系统管理员"),
                        ],
                        max_length=14,
                        verbose_name="岗位",
                    ),
                ),
                (
                    "started_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="到岗日期"
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="离岗日期")),
                (
                    "acting_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputised_posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代理谁",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="schools.region",
                        verbose_name="地区",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="schools.school",
                        verbose_name="学校",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("region", None),
                                ("role__in", ("clerk", "secretary")),
                                ("school__isnull", False),
                            ),
                            models.Q(
                                ("region__isnull", False),
                                ("role__in", ("staff", "leader")),
                                ("school", None),
                            ),
                            models.Q(
                                models.Q(
                                    ("role__in", ("clerk", "secretary", "staff", "leader")),
                                    _negated=True,
                                ),
                                ("region", None),
                                ("school", None),
                            ),
                            _connector="OR",
                        ),
                        name="post_role_matches_place",
                        violation_error_message="岗位与所属单位不符：学校岗位选学校，区级岗位选地区，其余都不选。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acting_for", None), ("ended_on__isnull", False), _connector="OR"
                        ),
                        name="post_of_deputy_ends",
                        violation_error_message="代理要写到哪一天为止。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None),
                            ("ended_on__gte", models.F("started_on")),
                            _connector="OR",
                        ),
                        name="post_ends_after_start",
                        violation_error_message="离岗日期不能早于到岗日期。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("user", "role", "school"),
                        name="post_open_once_at_school",
                        violation_error_message="这个账号已经有同样的岗位。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("user", "role", "region"),
                        name="post_open_once_in_region",
                        violation_error_message="这个账号已经有同样的岗位。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None), ("region", None), ("school", None)),
                        fields=("user", "role"),
                        name="post_open_once_elsewhere",
                        violation_error_message="这个账号已经有同样的岗位。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ended_on", None),
                            ("role__in", ("administrator", "security", "auditor")),
                        ),
                        fields=("user",),
                        name="post_one_of_three_keepers",
                        violation_error_message="系统管理员、安全管理员、审计员三个岗位不能由一个人兼任。",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="Discarded",
            name="school",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="schools.school",
                verbose_name="学校",
            ),
        ),
        migrations.AddField(
            model_name="School",
            name="top_organization",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="top_of",
                to="schools.partyorganization",
                verbose_name="本校最高党组织",
            ),
        ),
    ]
