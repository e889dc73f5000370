import datetime

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

from kit import pairs


def pair(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(pairs.index("honor_pairs", "honors_honor", "title", "document_number"))


def unpair(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX honor_pairs")


class Migration(migrations.Migration):
    replaces = [("honors", "0001_initial"), ("honors", "0002_initial"), ("honors", "0003_pages_of_a_million_rows"), ("honors", "0004_pairs"), ("honors", "0005_run_out")]

    initial = True

    dependencies = [("kit", "0001_squashed_0010_tally"), ("brands", "0001_squashed_0003_star_grades"), ("schools", "0001_squashed_0007_sessions_keepers_passwords"), ("schools", "__first__")]

    operations = [
        migrations.CreateModel(
            name="Issuer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="颁发单位")),
                ("level", models.CharField(choices=[("world", "世界级"), ("national", "国家级"), ("province", "省级"), ("city", "市级"), ("county", "区县级"), ("town", "镇街级"), ("school", "校级")], max_length=10, verbose_name="级别")),
            ],
            options={"verbose_name": "颁发单位", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="Honor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(choices=[("private", "不公开"), ("system", "系统内公开"), ("party", "党内公开"), ("public", "社会公开")], default="private", max_length=10, verbose_name="公开范围")),
                ("status", models.CharField(choices=[("draft", "草稿"), ("first", "待复审"), ("second", "待终审"), ("published", "已发布"), ("withdrawn", "已撤稿")], default="draft", editable=False, max_length=10, verbose_name="审核状态")),
                ("first_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="初审时间")),
                ("second_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="复审时间")),
                ("final_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="终审时间")),
                ("kind", models.CharField(choices=[("honor", "荣誉表彰"), ("research", "课题项目"), ("publication", "论文案例"), ("membership", "联盟成员")], default="honor", max_length=12, verbose_name="类别")),
                ("title", models.CharField(max_length=120, verbose_name="名称（照证书全称写）")),
                ("level", models.CharField(choices=[("world", "世界级"), ("national", "国家级"), ("province", "省级"), ("city", "市级"), ("county", "区县级"), ("town", "镇街级"), ("school", "校级")], max_length=10, verbose_name="级别（看颁发单位的级别）")),
                ("grade", models.CharField(blank=True, help_text="如一等奖；没有就空着。", max_length=20, verbose_name="等次")),
                ("recipient_kind", models.CharField(choices=[("school", "学校集体"), ("organization", "党组织"), ("team", "团队"), ("person", "教职工个人"), ("students", "学生（只计人数）"), ("project", "项目、案例、论文")], default="school", max_length=12, verbose_name="获奖对象")),
                ("recipient", models.CharField(blank=True, help_text="学生荣誉不写姓名，只写人数。", max_length=80, verbose_name="获奖者")),
                ("recipient_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="获奖人数")),
                ("document_title", models.CharField(blank=True, max_length=120, verbose_name="公布文件")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("awarded_on", models.DateField(blank=True, null=True, verbose_name="获得时间")),
                ("precision", models.CharField(choices=[("year", "只知年份"), ("month", "只知年月"), ("day", "年月日")], default="day", max_length=5, verbose_name="时间精度")),
                ("session", models.CharField(blank=True, help_text="如首批、第三届。", max_length=40, verbose_name="批次或届次")),
                ("times_in_a_row", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="连续获得次数")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                ("revoke_reason", models.CharField(blank=True, max_length=200, verbose_name="撤销原因")),
                ("is_party_building", models.BooleanField(default=True, verbose_name="党建类荣誉")),
                ("carrier", models.CharField(choices=[("certificate", "证书"), ("plaque", "奖牌"), ("flag", "奖旗、锦旗"), ("cup", "奖杯"), ("document", "文件公布"), ("other", "其他")], default="certificate", max_length=12, verbose_name="载体")),
                ("certificate", models.FileField(blank=True, upload_to="certificates/%Y/", verbose_name="证书照片或扫描件")),
                ("certificate_name", models.CharField(blank=True, editable=False, max_length=120, verbose_name="文件名")),
                ("certificate_digest", models.CharField(blank=True, editable=False, max_length=64, verbose_name="摘要")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("verification", models.CharField(choices=[("unfiled", "未送核"), ("waiting", "待核验"), ("verified", "已核验"), ("refused", "未通过")], default="unfiled", editable=False, max_length=10, verbose_name="核验")),
                ("verified_at", models.DateTimeField(editable=False, null=True, verbose_name="核验时间")),
                ("verification_note", models.CharField(blank=True, editable=False, max_length=200, verbose_name="核验意见")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="填报时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("brand", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="honors", to="brands.brand", verbose_name="支撑的品牌")),
                ("created_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="填报人")),
                ("final_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="终审人")),
                ("first_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="初审人")),
                ("organization", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="honors", to="schools.partyorganization", verbose_name="党组织")),
                ("school", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="honors", to="schools.school", verbose_name="学校")),
                ("second_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="复审人")),
                ("verified_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="核验人")),
                ("issuers", models.ManyToManyField(blank=True, related_name="honors", to="honors.issuer", verbose_name="颁发单位")),
            ],
            options={
                "verbose_name": "荣誉",
                "ordering": ["-awarded_on", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("first_by", models.F("second_by")), _negated=True), name="honors_honor_first_not_second", violation_error_message="初审和复审不能是同一个人。"),
                    models.CheckConstraint(condition=models.Q(("first_by", models.F("final_by")), _negated=True), name="honors_honor_first_not_final", violation_error_message="初审和终审不能是同一个人。"),
                    models.CheckConstraint(condition=models.Q(("second_by", models.F("final_by")), _negated=True), name="honors_honor_second_not_final", violation_error_message="复审和终审不能是同一个人。"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", True), ("first_by__isnull", True), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "draft")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", True), ("first_by__isnull", True), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "withdrawn")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", True), ("second_by__isnull", True), ("status", "first")),
                            models.Q(("final_at__isnull", True), ("final_by__isnull", True), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", False), ("second_by__isnull", False), ("status", "second")),
                            models.Q(("final_at__isnull", False), ("final_by__isnull", False), ("first_at__isnull", False), ("first_by__isnull", False), ("second_at__isnull", False), ("second_by__isnull", False), ("status", "published")),
                            _connector="OR",
                        ),
                        name="honors_honor_check_trail",
                        violation_error_message="审核状态和审核人对不上。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("verification__in", ["verified", "refused"]), ("verified_at__isnull", False), ("verified_by__isnull", False)), models.Q(("verification__in", ["unfiled", "waiting"]), ("verified_at", None), ("verified_by", None)), _connector="OR"),
                        name="honor_verified_iff_signed",
                        violation_error_message="核验结论要有核验人和时间。",
                    ),
                    models.CheckConstraint(condition=models.Q(("revoked_on", None), models.Q(("revoke_reason", ""), _negated=True), _connector="OR"), name="honor_revoked_with_reason", violation_error_message="撤销荣誉要写明原因。"),
                    models.CheckConstraint(condition=models.Q(models.Q(("recipient_kind", "students"), _negated=True), ("recipient", ""), _connector="OR"), name="honor_students_without_name", violation_error_message="学生荣誉不写姓名，请只填人数。"),
                ],
                "indexes": [
                    models.Index(condition=models.Q(("scope", "public"), ("status", "published")), fields=["-awarded_on", "-id"], name="honor_public_recent"),
                    models.Index(fields=["-awarded_on", "-id"], name="honor_recent"),
                    models.Index(fields=["school", "-awarded_on", "-id"], name="honor_school_recent"),
                    models.Index(fields=["verification", "id"], name="honor_to_verify"),
                    models.Index(
                        models.Case(
                            models.When(level="world", then=0), models.When(level="national", then=1), models.When(level="province", then=2), models.When(level="city", then=3), models.When(level="county", then=4), models.When(level="town", then=5), models.When(level="school", then=6), output_field=models.IntegerField()
                        ),
                        models.OrderBy(django.db.models.functions.comparison.Coalesce("awarded_on", models.Value(datetime.date(1, 1, 1))), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("scope", "public"), ("status", "published"), ("verification", "verified")),
                        name="honor_wall",
                    ),
                    models.Index(
                        models.F("level"),
                        models.OrderBy(django.db.models.functions.comparison.Coalesce("awarded_on", models.Value(datetime.date(1, 1, 1))), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("scope", "public"), ("status", "published"), ("verification", "verified")),
                        name="honor_wall_level",
                    ),
                    models.Index(condition=models.Q(("scope", "public"), ("status", "published"), ("verification", "verified"), ("revoked_on", None), ("valid_until__isnull", False)), fields=["valid_until", "awarded_on", "level"], name="honor_run_out"),
                ],
            },
        ),
        migrations.RunPython(pair, unpair),
    ]
