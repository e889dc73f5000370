import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kit.secret
import portal.models

# Beware: SQLite drops the triggers when a later migration remakes the table; make them again.
POSTGRESQL = [
    """ALTER TABLE portal_searchdocument
         ADD COLUMN name_vector tsvector GENERATED ALWAYS AS
           (array_to_tsvector(string_to_array(name_terms, ' '))) STORED,
         ADD COLUMN vector tsvector GENERATED ALWAYS AS
           (array_to_tsvector(string_to_array(name_terms, ' '))
            || array_to_tsvector(string_to_array(body_terms, ' '))) STORED""",
    "CREATE INDEX portal_search_terms ON portal_searchdocument USING gin (vector)",
    "CREATE INDEX portal_search_names ON portal_searchdocument USING gin (name_vector)",
]
# ASCII: everything beyond it is a letter, and the terms are folded already.
SQLITE = [
    """CREATE VIRTUAL TABLE portal_search USING fts5(
         name_terms, body_terms, content='portal_searchdocument', content_rowid='id',
         tokenize='ascii', detail='column')""",
    """CREATE TRIGGER portal_search_added AFTER INSERT ON portal_searchdocument BEGIN
         INSERT INTO portal_search(rowid, name_terms, body_terms)
         VALUES (new.id, new.name_terms, new.body_terms); END""",
    """CREATE TRIGGER portal_search_gone AFTER DELETE ON portal_searchdocument BEGIN
         INSERT INTO portal_search(portal_search, rowid, name_terms, body_terms)
         VALUES ('delete', old.id, old.name_terms, old.body_terms); END""",
    """CREATE TRIGGER portal_search_changed AFTER UPDATE ON portal_searchdocument BEGIN
         INSERT INTO portal_search(portal_search, rowid, name_terms, body_terms)
         VALUES ('delete', old.id, old.name_terms, old.body_terms);
         INSERT INTO portal_search(rowid, name_terms, body_terms)
         VALUES (new.id, new.name_terms, new.body_terms); END""",
]
BACK = {
    "postgresql": ["DROP INDEX portal_search_names", "DROP INDEX portal_search_terms", "ALTER TABLE portal_searchdocument DROP COLUMN name_vector, DROP COLUMN vector"],
    "sqlite": ["DROP TRIGGER portal_search_added", "DROP TRIGGER portal_search_gone", "DROP TRIGGER portal_search_changed", "DROP TABLE portal_search"],
}


def forward(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def backward(apps, schema_editor):
    _run(schema_editor, BACK)


def _run(schema_editor, statements):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements[schema_editor.connection.vendor]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    replaces = [("portal", "0001_initial"), ("portal", "0002_full_text"), ("portal", "0003_spreadsheet_import"), ("portal", "0004_case_documents_to_read"), ("portal", "0005_readers"), ("portal", "0006_folded_text"), ("portal", "0007_mistakes"), ("portal", "0008_names_in_the_index")]

    initial = True

    dependencies = [("brands", "0001_squashed_0003_star_grades"), ("schools", "0001_squashed_0007_sessions_keepers_passwords"), ("schools", "__first__")]

    operations = [
        migrations.CreateModel(
            name="PageViews",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=1, verbose_name="页面")),
                ("number", models.PositiveBigIntegerField(verbose_name="编号")),
                ("count", models.PositiveBigIntegerField(default=0, verbose_name="浏览次数")),
            ],
            options={"verbose_name": "浏览次数", "constraints": [models.UniqueConstraint(fields=("kind", "number"), name="portal_views_once")]},
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("brands", "品牌"), ("schools", "学校"), ("activities", "活动"), ("honors", "荣誉"), ("ties", "姊妹校"), ("notices", "公示公告")], max_length=12, verbose_name="类别")),
                ("source", models.CharField(max_length=20, verbose_name="来源")),
                ("object_id", models.PositiveBigIntegerField(verbose_name="编号")),
                ("page_id", models.PositiveBigIntegerField(verbose_name="页面编号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("meta", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("body", models.TextField(blank=True, verbose_name="正文")),
                ("school", models.CharField(blank=True, max_length=120, verbose_name="学校")),
                ("region", models.CharField(blank=True, max_length=12, verbose_name="区划")),
                ("dated", models.DateField(blank=True, null=True, verbose_name="日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("name_terms", models.TextField(blank=True, verbose_name="名称词")),
                ("body_terms", models.TextField(blank=True, verbose_name="正文词")),
                ("folded", models.TextField(blank=True, verbose_name="原文（折叠）")),
            ],
            options={"verbose_name": "搜索条目", "verbose_name_plural": "搜索条目", "constraints": [models.UniqueConstraint(fields=("source", "object_id"), name="portal_searchdocument_once")], "indexes": [models.Index(fields=["kind", "-dated", "-id"], name="portal_search_newest")]},
        ),
        migrations.CreateModel(
            name="SpreadsheetImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="导入什么")),
                ("name", models.CharField(max_length=150, verbose_name="文件名")),
                ("digest", models.CharField(max_length=64, verbose_name="文件摘要")),
                ("file", models.FileField(blank=True, upload_to="imports/%Y/%m/", verbose_name="文件")),
                ("sheets", models.JSONField(default=list, verbose_name="工作表")),
                ("sheet", models.CharField(max_length=120, verbose_name="读的工作表")),
                ("head_line", models.PositiveIntegerField(verbose_name="表头在第几行")),
                ("titles", models.JSONField(default=list, verbose_name="列名")),
                ("fields", models.JSONField(default=list, verbose_name="对应的列")),
                ("unsure", models.JSONField(default=list, verbose_name="要核对的列")),
                ("line_count", models.PositiveIntegerField(default=0, verbose_name="行数")),
                ("report", models.JSONField(null=True, verbose_name="检查结果")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                ("entered_at", models.DateTimeField(null=True, verbose_name="导入时间")),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="导入人")),
            ],
            options={"verbose_name": "表格导入", "ordering": ["-pk"]},
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="文稿名称")),
                ("text", models.TextField(verbose_name="文稿")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("taken", models.JSONField(default=dict, verbose_name="已放进台账的")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="交来时间")),
                ("brand", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="brands.brand", verbose_name="品牌")),
                ("created_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="填报人")),
                ("school", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school", verbose_name="学校")),
            ],
            options={"verbose_name": "案例文稿", "verbose_name_plural": "案例文稿", "ordering": ["-pk"], "constraints": [models.UniqueConstraint(fields=("school", "digest"), name="portal_intake_text_once")]},
        ),
        migrations.CreateModel(
            name="Mistake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(max_length=200, verbose_name="页面")),
                ("text", models.TextField(max_length=1000, verbose_name="哪里错了")),
                ("contact", kit.secret.EncryptedTextField(blank=True, verbose_name="联系方式")),
                ("code", models.CharField(default=portal.models.receipt, editable=False, max_length=12, unique=True, verbose_name="回执码")),
                ("received_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="收到时间")),
                ("status", models.CharField(choices=[("open", "待处理"), ("mended", "已更正"), ("kept", "不用更正")], default="open", editable=False, max_length=8, verbose_name="处理")),
                ("answer", models.TextField(blank=True, editable=False, max_length=1000, verbose_name="答复")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="办结时间")),
                ("closed_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="办理人")),
                ("region", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="schools.region", verbose_name="地区")),
            ],
            options={
                "verbose_name": "纠错",
                "ordering": ["-received_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("closed_at", None), ("status", "open")), models.Q(models.Q(("status", "open"), _negated=True), ("closed_at__isnull", False), models.Q(("answer", ""), _negated=True)), _connector="OR"), name="portal_mistake_answered", violation_error_message="办结纠错要写明答复。"
                    )
                ],
            },
        ),
        migrations.RunPython(forward, backward),
    ]
