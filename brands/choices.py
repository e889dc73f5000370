"""Kinds and grades around a lasting brand."""

from django.db import models


class BrandKind(models.TextChoices):
    SCHOOL_BRAND = "school_brand", "学校品牌"
    SECRETARY_PROJECT = "secretary_project", "书记项目"


class SectionKind(models.TextChoices):
    BACKGROUND = "background", "品牌由来"
    PRACTICE = "practice", "主要做法"
    RESULT = "result", "工作成效"
    INSIGHT = "insight", "启示与思考"


class MeasureKind(models.TextChoices):
    MECHANISM = "mechanism", "机制制度"
    POST_SCHEME = "post_scheme", "党员岗区"
    COURSE = "course", "课程"
    CLUB = "club", "社团"
    VENUE = "venue", "阵地"
    TEAM = "team", "队伍"
    STUDIO = "studio", "工作室"
    CHANNEL = "channel", "自有栏目"
    MODEL = "model", "工作模式"
    CONCEPT = "concept", "理念口号"
    OTHER = "other", "其他"


class Cover(models.TextChoices):
    """Drawn covers shipped with the portal; each is a flat picture of a name."""

    DEFAULT = "default", "通用"
    TONGXIN = "tongxin", "同心圆"
    YANGGEN = "yanggen", "树与根"
    DUXIAO = "duxiao", "银杏"
    YINGSHAN = "yingshan", "映山红"
    SIXIN = "sixin", "四心"
    YANZHEN = "yanzhen", "雁阵"
    XINQIAO = "xinqiao", "桥"
    LINGHANG = "linghang", "灯塔"


class Grade(models.TextChoices):
    """Outcome words of results; which ones a batch uses is the batch's own choice."""

    FIRST = "first", "一等奖"
    SECOND = "second", "二等奖"
    THIRD = "third", "三等奖"
    MERIT = "merit", "优秀奖"
    FIVE_STAR = "five_star", "五星"
    FOUR_STAR = "four_star", "四星"
    THREE_STAR = "three_star", "三星"
    SELECTED = "selected", "入选"
    CULTIVATED = "cultivated", "立项培育"
    EXCELLENT = "excellent", "优秀"
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
