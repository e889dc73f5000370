"""Kinds of achievements, their recipients and their verification."""

from django.db import models


class HonorKind(models.TextChoices):
    HONOR = "honor", "荣誉表彰"
    RESEARCH = "research", "课题项目"
    PUBLICATION = "publication", "论文案例"
    MEMBERSHIP = "membership", "联盟成员"


class RecipientKind(models.TextChoices):
    SCHOOL = "school", "学校集体"
    ORGANIZATION = "organization", "党组织"
    TEAM = "team", "团队"
    PERSON = "person", "教职工个人"
    STUDENTS = "students", "学生（只计人数）"
    PROJECT = "project", "项目、案例、论文"


class Carrier(models.TextChoices):
    CERTIFICATE = "certificate", "证书"
    PLAQUE = "plaque", "奖牌"
    FLAG = "flag", "奖旗、锦旗"
    CUP = "cup", "奖杯"
    DOCUMENT = "document", "文件公布"
    OTHER = "other", "其他"


class Verification(models.TextChoices):
    """Whether the district has held the record against the certificate."""

    UNFILED = "unfiled", "未送核"
    WAITING = "waiting", "待核验"
    VERIFIED = "verified", "已核验"
    REFUSED = "refused", "未通过"
