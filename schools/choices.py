"""Words of the field shared by every floor: levels, stages, organisations, posts, ties."""

from django.db import models


class Level(models.TextChoices):
    """Administrative rank of an issuing body or an outlet (not the word 市 in its name)."""

    WORLD = "world", "世界级"
    NATIONAL = "national", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "区县级"
    TOWN = "town", "镇街级"
    SCHOOL = "school", "校级"


class Precision(models.TextChoices):
    """How much of a date is known."""

    YEAR = "year", "只知年份"
    MONTH = "month", "只知年月"
    DAY = "day", "年月日"


class Hedge(models.TextChoices):
    """The word that makes a figure approximate: 20余篇, 7000多元, 近百人, 约300人."""

    EXACT = "", "整数"
    OVER = "余", "余"
    MORE = "多", "多"
    NEARLY = "近", "近"
    ABOUT = "约", "约"


class Rank(models.TextChoices):
    """Rank of a region; a county-level city such as 宜兴 is `county`."""

    PROVINCE = "province", "省级"
    CITY = "city", "地市级"
    COUNTY = "county", "区县级"
    TOWN = "town", "镇街级"


class Stage(models.TextChoices):
    KINDERGARTEN = "kindergarten", "幼儿园"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    NINE_YEAR = "nine_year", "九年一贯制"
    SENIOR = "senior", "普通高中"
    COMPLETE = "complete", "完全中学"
    TWELVE_YEAR = "twelve_year", "十二年一贯制"
    VOCATIONAL = "vocational", "中等职业学校"
    SPECIAL = "special", "特殊教育学校"
    SPECIALISED = "specialised", "专门学校"
    INSTITUTION = "institution", "教育机关、直属单位"


class Ownership(models.TextChoices):
    PUBLIC = "public", "公办"
    PRIVATE = "private", "民办"
    FOREIGN = "foreign", "中外合作"


class OrganizationKind(models.TextChoices):
    WORK_COMMITTEE = "work_committee", "教育工委"
    COMMITTEE = "committee", "党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    JOINT_BRANCH = "joint_branch", "联合党支部"
    TEMPORARY_BRANCH = "temporary_branch", "临时党支部"
    GROUP = "group", "党小组"


class OfficerPost(models.TextChoices):
    SECRETARY = "secretary", "书记"
    FULL_TIME_DEPUTY = "full_time_deputy", "专职副书记"
    DEPUTY = "deputy", "副书记"
    ORGANIZATION = "organization", "组织委员"
    PUBLICITY = "publicity", "宣传委员"
    DISCIPLINE = "discipline", "纪检委员"
    YOUTH = "youth", "青年委员"
    UNITED_FRONT = "united_front", "统战委员"
    MASSES = "masses", "群工委员"
    STUDY = "study", "学习委员"
    GROUP_LEADER = "group_leader", "党小组组长"
    PRINCIPAL = "principal", "校长"
    VICE_PRINCIPAL = "vice_principal", "副校长"


class Role(models.TextChoices):
    """What an account may do, through a post at a school, at a region, or at neither."""

    CLERK = "clerk", "学校填报员"
    SECRETARY = "secretary", "学校书记"
    STAFF = "staff", "区级工作人员"
    LEADER = "leader", "区级领导"
    EXPERT = "expert", "评审专家"
    AUDITOR = "auditor", "审计员"
    SECURITY = "security", "安全管理员"
    ADMINISTRATOR = "administrator", "系统管理员"


SCHOOL_ROLES = (Role.CLERK, Role.SECRETARY)
REGION_ROLES = (Role.STAFF, Role.LEADER)
# 三员: accounts, posts and the log lie in three different hands.
KEEPERS = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)
# Who signs in with a code beside the password, where the site requires it.
CONFIRMED_ROLES = (Role.LEADER, Role.EXPERT, *KEEPERS)


class SchoolEventKind(models.TextChoices):
    FOUNDED = "founded", "建校"
    RENAMED = "renamed", "更名"
    MERGED = "merged", "合并"
    SPLIT = "split", "恢复独立办学"
    MOVED = "moved", "迁址"
    CYCLE = "cycle", "发展周期"
    OTHER = "other", "其他"


class PartnerKind(models.TextChoices):
    SCHOOL = "school", "学校"
    ENTERPRISE = "enterprise", "企业"
    COMMUNITY = "community", "社区"
    AGENCY = "agency", "机关单位"
    REGION = "region", "地区"
    OTHER = "other", "其他"


class Area(models.TextChoices):
    """Where a partner is; Hong Kong, Macao and Taiwan are regions of China."""

    MAINLAND = "mainland", "内地"
    HONG_KONG = "hong_kong", "中国香港"
    MACAO = "macao", "中国澳门"
    TAIWAN = "taiwan", "中国台湾"
    FOREIGN = "foreign", "国外"


class TieKind(models.TextChoices):
    SISTER = "sister", "姊妹学校"
    FRIENDLY = "friendly", "友好学校"
    ASSIST = "assist", "结对帮扶"
    XINJIANG = "xinjiang", "援疆协作"
    RURAL = "rural", "城乡结对"
    ORGANIZATION_PAIR = "organization_pair", "党组织结对共建"
    ALLIANCE = "alliance", "党建联盟"
    GROUP = "group", "教育集团"
    ENTERPRISE = "enterprise", "校企共建"
    COMMUNITY = "community", "校社共建"


class TieRole(models.TextChoices):
    EQUAL = "equal", "平等"
    SUPPORTER = "supporter", "支援方"
    SUPPORTED = "supported", "受援方"
    LEAD = "lead", "牵头单位"
    MEMBER = "member", "成员单位"


class TieState(models.TextChoices):
    NEGOTIATING = "negotiating", "洽谈中"
    ACTIVE = "active", "有效"
    LAPSED = "lapsed", "已到期"
    ENDED = "ended", "已终止"
