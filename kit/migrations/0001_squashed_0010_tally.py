import uuid

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from kit import pairs, workdays
from kit.appendonly import AppendOnly


def plant(apps, schema_editor):
    special_day = apps.get_model("kit", "SpecialDay")
    special_day.objects.bulk_create((special_day(date=day.date, is_workday=day.is_workday, name=day.name) for day in workdays.parse(workdays.SHIPPED.read_text("utf-8"))), ignore_conflicts=True)


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(pairs.FUNCTION)


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION kit_pairs")


class Migration(migrations.Migration):
    replaces = [("kit", "0001_initial"), ("kit", "0002_append_only"), ("kit", "0003_special_days"), ("kit", "0004_job_title_and_result_page"), ("kit", "0005_notifications"), ("kit", "0006_phrases"), ("kit", "0007_workers"), ("kit", "0008_seals_know_each_entry"), ("kit", "0009_pairs"), ("kit", "0010_tally")]

    initial = True

    dependencies = [("schools", "__first__")]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_id", models.BigIntegerField(unique=True, verbose_name="起始编号")),
                ("last_id", models.BigIntegerField(unique=True, verbose_name="截止编号")),
                ("count", models.PositiveIntegerField(verbose_name="条数")),
                ("previous", models.CharField(blank=True, max_length=64, verbose_name="上一封签")),
                ("digest", models.CharField(max_length=64, verbose_name="封签")),
                ("marks", models.JSONField(default=dict, verbose_name="各条的记号")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
            ],
            options={"verbose_name": "记录封签", "verbose_name_plural": "记录封签", "ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="SpecialDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(unique=True, verbose_name="日期")),
                ("is_workday", models.BooleanField(default=False, verbose_name="上班")),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
            ],
            options={"verbose_name": "节假日安排", "verbose_name_plural": "节假日安排", "ordering": ["date"]},
        ),
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="后台进程")),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="启动时间")),
                ("seen_at", models.DateTimeField(db_index=True, null=True, verbose_name="最近动静")),
            ],
            options={"verbose_name": "后台进程", "verbose_name_plural": "后台进程", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="Phrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wrong", models.CharField(error_messages={"unique": "这个说法已经在列，请直接修改它。"}, help_text="一字不差才算。不要太短，免得误伤别的词。", max_length=40, unique=True, verbose_name="不要这样写")),
                ("right", models.CharField(max_length=60, verbose_name="应当写成")),
                ("severity", models.CharField(choices=[("block", "拦住，改了才能公开"), ("warn", "提醒，改不改由作者定"), ("off", "不再查（用来停掉平台自带的说法）")], default="warn", max_length=5, verbose_name="遇到时")),
                ("reason", models.CharField(blank=True, help_text="作者看得到，如“固定说法是‘两个’”。", max_length=80, verbose_name="原因")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                ("updated_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="修改人")),
            ],
            options={"verbose_name": "用语", "verbose_name_plural": "用语", "ordering": ["wrong"]},
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name="凭号")),
                ("path", models.CharField(max_length=200, verbose_name="页面")),
                ("result_url", models.CharField(blank=True, max_length=500, verbose_name="结果页面")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="提交时间")),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="提交人")),
            ],
            options={"verbose_name": "提交凭号", "verbose_name_plural": "提交凭号"},
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=20)),
                ("place", models.BigIntegerField()),
                ("day", models.DateField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("number", models.BigIntegerField()),
            ],
            options={"verbose_name": "汇总数字", "indexes": [models.Index(fields=["what", "day", "place", "kind", "number"], name="kit_tally_all")]},
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="时间")),
                ("actor_name", models.CharField(max_length=60, verbose_name="操作人姓名")),
                ("verb", models.CharField(db_index=True, max_length=60, verbose_name="动作")),
                ("target_kind", models.CharField(max_length=60, verbose_name="对象类型")),
                ("target_id", models.BigIntegerField(null=True, verbose_name="对象编号")),
                ("target_name", models.CharField(max_length=200, verbose_name="对象名称")),
                ("detail", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="详情")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="来源地址")),
                ("actor", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="操作人")),
            ],
            options={"verbose_name": "操作记录", "verbose_name_plural": "操作记录", "ordering": ["-at", "-pk"], "indexes": [models.Index(fields=["target_kind", "target_id"], name="kit_audit_target")]},
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, verbose_name="表单")),
                ("data", models.JSONField(default=dict, verbose_name="内容")),
                ("saved_at", models.DateTimeField(auto_now=True, verbose_name="保存时间")),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="填写人")),
            ],
            options={"verbose_name": "未提交内容", "verbose_name_plural": "未提交内容", "constraints": [models.UniqueConstraint(fields=("owner", "key"), name="kit_draft_once_per_form")]},
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="类型")),
                ("title", models.CharField(max_length=200, verbose_name="任务")),
                ("state", models.CharField(choices=[("queued", "排队中"), ("running", "正在处理"), ("done", "已完成"), ("failed", "没有完成"), ("cancelled", "已取消")], default="queued", editable=False, max_length=10, verbose_name="状态")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总数")),
                ("message", models.TextField(blank=True, verbose_name="说明")),
                ("arguments", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="参数")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="尝试次数")),
                ("heartbeat_at", models.DateTimeField(null=True, verbose_name="最近动静")),
                ("result", models.FileField(blank=True, upload_to="jobs/%Y/%m/", verbose_name="结果文件")),
                ("result_url", models.CharField(blank=True, max_length=500, verbose_name="结果页面")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="查看时间")),
                ("owner", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="发起人")),
            ],
            options={"verbose_name": "后台任务", "verbose_name_plural": "后台任务", "ordering": ["-pk"], "indexes": [models.Index(fields=["owner", "-created_at"], name="kit_job_owner"), models.Index(fields=["state", "heartbeat_at"], name="kit_job_stale")]},
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="类型")),
                ("text", models.CharField(max_length=200, verbose_name="内容")),
                ("url", models.CharField(max_length=300, verbose_name="页面")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="读过的时间")),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="收件人")),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "ordering": ["-made_at", "-pk"],
                "constraints": [models.UniqueConstraint(condition=models.Q(("read_at", None)), fields=("owner", "kind", "url"), name="kit_notification_once_unread")],
                "indexes": [models.Index(fields=["owner", "-made_at", "-id"], name="kit_notification_recent")],
            },
        ),
        migrations.CreateModel(
            name="NotificationChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="类型")),
                ("on_site", models.BooleanField(verbose_name="站内")),
                ("by_mail", models.BooleanField(verbose_name="邮件")),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="账号")),
            ],
            options={"verbose_name": "消息设置", "verbose_name_plural": "消息设置", "constraints": [models.UniqueConstraint(fields=("owner", "kind"), name="kit_notification_choice_once")]},
        ),
        AppendOnly("AuditEntry"),
        AppendOnly("AuditSeal"),
        migrations.RunPython(plant, migrations.RunPython.noop),
        migrations.RunPython(forward, backward),
    ]
