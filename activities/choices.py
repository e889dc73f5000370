"""Kinds, modes and states of activities, pictures and coverage."""

from django.db import models


class ActivityType(models.TextChoices):
    """Types of 组织生活 and of brand work; one activity may be several at once."""

    THEME_DAY = "theme_day", "主题党日"
    LECTURE = "lecture", "党课"
    MEMBER_MEETING = "member_meeting", "支部党员大会"
    COMMITTEE_MEETING = "committee_meeting", "支部委员会"
    GROUP_MEETING = "group_meeting", "党小组会"
    LIFE_MEETING = "life_meeting", "组织生活会"
    APPRAISAL = "appraisal", "民主评议党员"
    TALK = "talk", "谈心谈话"
    STUDY_GROUP = "study_group", "理论学习中心组"
    STUDY = "study", "学习培训"
    CEREMONY = "ceremony", "升旗与纪念日"
    CO_BUILD = "co_build", "结对共建"
    RESEARCH = "research", "联合教研"
    EXCHANGE = "exchange", "书信互访"
    TEACHING_SUPPORT = "teaching_support", "支教送教"
    DONATION = "donation", "捐赠援建"
    VOLUNTEER = "volunteer", "志愿服务"
    REPORT = "report", "双报到"
    HOME_VISIT = "home_visit", "家访"
    VISIT = "visit", "参观研学"
    CONTEST = "contest", "比赛展示"
    OTHER = "other", "其他"


# Records of criticism and appraisal are inner-Party matters; they can never become public.
NEVER_PUBLIC = (ActivityType.LIFE_MEETING, ActivityType.APPRAISAL)


class Mode(models.TextChoices):
    OFFLINE = "offline", "线下"
    ONLINE = "online", "线上"
    BOTH = "both", "线上加线下"


class Frequency(models.TextChoices):
    WEEKLY = "weekly", "每周"
    MONTHLY = "monthly", "每月"
    TERMLY = "termly", "每学期"
    YEARLY = "yearly", "每年"
    IRREGULAR = "irregular", "不定期"


class Confirmation(models.TextChoices):
    WAITING = "waiting", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "不是我们参加的"


class Consent(models.TextChoices):
    """Whether recognisable pupils are in a picture and whether their guardians agreed."""

    NO_PUPILS = "no_pupils", "没有学生正脸"
    GIVEN = "given", "有学生正脸，已征得监护人同意"
    MISSING = "missing", "有学生正脸，还没有征得同意"
    WITHDRAWN = "withdrawn", "监护人已撤回同意"


class AttachmentKind(models.TextChoices):
    SIGN_IN = "sign_in", "签到表"
    MINUTES = "minutes", "会议记录"
    PLAN = "plan", "方案"
    OTHER = "other", "其他"


class OutletKind(models.TextChoices):
    NEWSPAPER = "newspaper", "报刊"
    BROADCAST = "broadcast", "广播电视"
    WEBSITE = "website", "网站"
    NEW_MEDIA = "new_media", "新媒体"
    STUDY_APP = "study_app", "学习强国"


class CoverageKind(models.TextChoices):
    REPORT = "report", "报道"
    INTERVIEW = "interview", "采访"
    ARTICLE = "article", "刊发文章"
    PROGRAMME = "programme", "节目"


class ChannelKind(models.TextChoices):
    ACCOUNT = "account", "公众号等账号"
    COLUMN = "column", "专栏"
    PLATFORM = "platform", "平台"
